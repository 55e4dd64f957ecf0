import { useLoaderData, type MetaFunction } from '@remix-run/react';
import { PERSONS_OWN } from '../../domain/suppressions/contract.ts';
import { SubmitButton, TextField } from '../forms/fields.tsx';
import { PageForm } from '../forms/form.tsx';
import { Fields } from '../forms/layout.tsx';
import { text } from '../server/fields.server.ts';
import { act, page } from '../server/page.server.ts';
import { redirect } from '../server/redirect.server.ts';
import { REASON_WORDS } from '../suppressions/reasons.ts';
import { addressTitle } from '../ui/address.ts';
import { Fact, Facts, Quiet, Timeline } from '../ui/facts.tsx';
import { Columns, Page, Section } from '../ui/page.tsx';
import { RevealButton } from '../ui/reveal.tsx';
import { sentence } from '../ui/status.tsx';
import { Channel, Moment } from '../ui/values.tsx';
import { readable } from '../ui/unreadable.ts';

export const meta: MetaFunction = () => [{ title: 'Blocked address · Assent' }];

export const loader = page(async ({ api, params, url, session }) => {
  const id = String(params['id']);
  const mayReveal = session.permissions.includes('pii:read');
  const reveal = mayReveal && url.searchParams.get('reveal') === 'true';
  const blocked = await api.suppressions.get({ params: { id }, query: { reveal: String(reveal) } });
  const audit = session.permissions.includes('audit:read')
    ? await api.audit.list({ query: { entity_type: 'suppression', entity_id: id } })
    : null;
  return {
    blocked,
    mayReveal,
    reveal,
    mayWrite: session.permissions.includes('suppressions:write'),
    persons: PERSONS_OWN.includes(blocked.reason),
    entries: (audit?.data ?? []).map((entry) => ({
      id: entry.id,
      at: entry.occurred_at,
      title: `${sentence(entry.action)} · ${sentence(entry.actor_type)}`,
    })),
  };
});

export const action = act({ '': ['reason'] }, async ({ api, form, params }) => {
  const reason = text(form, 'reason');
  await api.suppressions.delete({
    params: { id: String(params['id']) },
    body: reason ? { reason } : {},
  });
  return redirect('/suppressions?done=lifted');
});

export default function BlockedAddress() {
  const { blocked, mayReveal, reveal, mayWrite, persons, entries } = useLoaderData<typeof loader>();
  return (
    <Page
      title={addressTitle(blocked.address, blocked.address_absent)}
      back={{ to: '/suppressions', label: 'Blocked addresses' }}
      actions={
        mayReveal && blocked.address !== null ? (
          <RevealButton reveal={reveal} what="the address" />
        ) : null
      }
    >
      <Columns>
        <div>
          <Section title="About">
            <Facts>
              <Fact label="Channel">
                <Channel value={blocked.channel} />
              </Fact>
              <Fact label="Reason">{REASON_WORDS[blocked.reason] ?? blocked.reason}</Fact>
              <Fact label="Note">
                {blocked.note === null ? null : readable(blocked.note, blocked)}
              </Fact>
              <Fact label="Until">
                <Moment at={blocked.expires_at} missing="Permanently" />
              </Fact>
              <Fact label="Since">
                <Moment at={blocked.created_at} />
              </Fact>
            </Facts>
          </Section>
          {entries.length ? (
            <Section title="What happened">
              <Timeline entries={entries} />
            </Section>
          ) : null}
        </div>
        <div>
          {mayWrite ? (
            <Section
              title="Lift this block"
              lead={
                persons
                  ? 'The person asked for it. Lift it only when it is a mistake: otherwise they come back by a new opt-in or by texting START.'
                  : 'Sending to this address then depends on its consents again.'
              }
            >
              <PageForm>
                <Fields>
                  <TextField
                    name="reason"
                    label={persons ? 'Why it is a mistake' : 'Why (optional)'}
                    description="Stored in the audit log, so no names or addresses"
                    autoComplete="off"
                  />
                  <div>
                    <SubmitButton color="red" variant="light">
                      Lift the block
                    </SubmitButton>
                  </div>
                </Fields>
              </PageForm>
              <p>
                <Quiet>Lifting gives no consent: a withdrawal still counts.</Quiet>
              </p>
            </Section>
          ) : null}
        </div>
      </Columns>
    </Page>
  );
}
