import { Anchor } from '@mantine/core';
import { Link, useLoaderData, type MetaFunction } from '@remix-run/react';
import { text } from '../server/fields.server.ts';
import { act, page } from '../server/page.server.ts';
import { redirect } from '../server/redirect.server.ts';
import { LIMITS_FORM, limitsOf, mustConfirmCurrency } from '../server/verification-form.server.ts';
import { Timeline } from '../ui/facts.tsx';
import { Notice } from '../ui/notice.tsx';
import { Columns, Page, Section } from '../ui/page.tsx';
import { Tile, Tiles } from '../ui/tile.tsx';
import { useCount, useMoney } from '../ui/values.tsx';
import { ClosedNow } from '../verifications/closed-now.tsx';
import { LimitsForm } from '../verifications/limits-form.tsx';
import { alertWords } from '../verifications/reasons.ts';

export const meta: MetaFunction = () => [{ title: 'Verification · Assent' }];

export const loader = page(async ({ api, session }) => ({
  settings: await api.verificationSettings.get({}),
  country: session.organization.country,
  mayWrite: session.permissions.includes('organization:write'),
}));

export const action = act(
  { '': LIMITS_FORM, lift_prefix: ['id'], lift_lock: ['id'] },
  async ({ api, form }) => {
    const params = { id: text(form, 'id') ?? '' };
    const intent = text(form, 'intent');
    if (intent === 'lift_prefix' || intent === 'lift_lock') {
      if (intent === 'lift_prefix') await api.verificationSettings.liftPrefixBlock({ params });
      else await api.verificationSettings.liftLock({ params });
      return redirect('/settings/verification?done=reopened');
    }
    await mustConfirmCurrency(api, form);
    await api.verificationSettings.update({ body: limitsOf(form) });
    return redirect('/settings/verification?done=saved');
  },
);

export default function VerificationSettings() {
  const { settings: s, country, mayWrite } = useLoaderData<typeof loader>();
  const [money, count] = [useMoney(), useCount()];
  return (
    <Page
      title="Verification"
      lead="What codes may cost, and where they may go. Limits per address apply across all organizations that share the senders."
    >
      <Notice />
      <Tiles>
        <Tile
          label="Codes today"
          value={s.today.sends}
          to={`/verifications?stage=started&from=${s.today.day}`}
          note={`Of ${count(s.sends_per_day)}, by the UTC day`}
        />
        <Tile
          label="Spent today"
          value={money(s.today.cost, s.today.currency)}
          to={`/verifications/insights?from=${s.today.day}`}
          note={`Of ${money(s.daily_cap, s.currency)}; a notice at 80 %`}
        />
        <Tile label="Closed prefixes" value={s.prefix_blocks.length} />
        <Tile label="Locked addresses" value={s.locks.length} />
      </Tiles>
      <Columns>
        <div>
          <ClosedNow prefixes={s.prefix_blocks} locks={s.locks} mayLift={mayWrite} />
          <Section title="Limits" lead="An empty field means the default.">
            <LimitsForm limits={s} country={country} mayWrite={mayWrite} />
          </Section>
        </div>
        <div>
          <Section title="Last seven days">
            {s.alerts.length ? (
              <Timeline
                entries={s.alerts.map((a) => ({
                  id: a.id,
                  at: a.created_at,
                  title: alertWords(a.kind),
                }))}
              />
            ) : (
              <p>Nothing needed your attention.</p>
            )}
          </Section>
          <Section title="Also fixed">
            <p>
              Five codes in ten minutes and ten a day to one address; five tries per code; ten
              starts an hour and thirty tries in five minutes from one connection; a new code after
              30, 60 and 120 seconds.
            </p>
            <p>
              <Anchor component={Link} to="/settings/prices">
                What a text costs, by country
              </Anchor>
            </p>
          </Section>
        </div>
      </Columns>
    </Page>
  );
}
