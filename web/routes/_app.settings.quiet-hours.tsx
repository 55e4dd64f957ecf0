import { Alert } from '@mantine/core';
import { useLoaderData, type MetaFunction } from '@remix-run/react';
import { marketingChoices } from '../server/choices.server.ts';
import { act, page } from '../server/page.server.ts';
import { MESSAGE_RULES_FORMS, changeMessageRules } from '../server/quiet-hours-form.server.ts';
import { redirect } from '../server/redirect.server.ts';
import { todayIn } from '../server/today.server.ts';
import { Caps } from '../settings/caps.tsx';
import { AddHoliday, Holidays } from '../settings/holidays.tsx';
import { capId } from '../settings/hours.ts';
import { QuietRules } from '../settings/quiet-rules.tsx';
import { QuietSwitches } from '../settings/quiet-switches.tsx';
import { RuleForm } from '../settings/rule-form.tsx';
import { Notice } from '../ui/notice.tsx';
import { Columns, Page, Section } from '../ui/page.tsx';

export const meta: MetaFunction = () => [{ title: 'Quiet hours · Assent' }];

/** Later holidays are stored and returned by the API, but not shown here. */
const MOST_HOLIDAYS = 14;

/** Says that a rule or holiday changes nothing as the others are now. */
const noteOf = (
  { without_effect: all }: { without_effect: readonly { path: string; message: string }[] },
  path: string,
): string | undefined => all.find((one) => one.path === path)?.message;

export const loader = page(async ({ api, session, url }) => {
  const mayWrite = session.permissions.includes('organization:write');
  const [quiet, caps, purposes] = await Promise.all([
    api.messageRules.quietHours({}),
    api.messageRules.frequencyCaps({}),
    marketingChoices(api),
  ]);
  const today = todayIn(session.organization.time_zone);
  return {
    quiet,
    rules: quiet.rules.map((rule, i) => ({ ...rule, note: noteOf(quiet, `rules.${i}.hours`) })),
    noRule: noteOf(quiet, 'rules'),
    holidays: quiet.holidays
      .map((holiday, i) => ({ ...holiday, note: noteOf(quiet, `holidays.${i}`) }))
      .filter(({ day }) => day >= today)
      .slice(0, MOST_HOLIDAYS),
    caps: caps.caps.map((cap) => ({ ...cap, id: capId(cap), mayWrite })),
    over: caps.over,
    purposes,
    edited: quiet.rules.find(({ region }) => region === url.searchParams.get('region')),
    zone: session.organization.time_zone,
    today,
    mayWrite,
  };
});

export const action = act(MESSAGE_RULES_FORMS, async ({ api, form }) => {
  await changeMessageRules(api, form);
  return redirect('/settings/quiet-hours?done=saved');
});

export default function QuietHours() {
  const d = useLoaderData<typeof loader>();
  const { quiet, mayWrite } = d;
  return (
    <Page
      title="Quiet hours"
      lead="When messages may arrive, in each recipient’s time zone, and how many. Messages that may not be sent now wait."
    >
      <Notice />
      {quiet.enabled ? null : (
        <Alert color="red" variant="light" title="Quiet hours are off">
          Messages go out at any hour of the day and night. The rules below do nothing.
        </Alert>
      )}
      {d.noRule ? (
        <Alert color="red" variant="light" title="No message waits">
          Quiet hours are on, and no rule is. Add a rule, or switch one on.
        </Alert>
      ) : null}
      <Columns>
        <div>
          <QuietSwitches quiet={quiet} mayWrite={mayWrite} />
          <QuietRules rules={d.rules} mayWrite={mayWrite} />
          <Holidays holidays={d.holidays} mayWrite={mayWrite} />
        </div>
        <div>
          {mayWrite ? (
            <Section
              title={d.edited ? 'Edit the rule' : 'Add a rule'}
              lead={`In the recipient’s time zone; if it is unknown, in yours (${d.zone})`}
            >
              <RuleForm rule={d.edited} today={d.today} />
            </Section>
          ) : null}
          <Caps caps={d.caps} over={d.over} purposes={d.purposes} mayWrite={mayWrite} />
          {mayWrite ? <AddHoliday today={d.today} /> : null}
        </div>
      </Columns>
    </Page>
  );
}
