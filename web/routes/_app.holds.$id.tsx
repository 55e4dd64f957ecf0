import { Anchor } from '@mantine/core';
import { Link, useLoaderData, type MetaFunction } from '@remix-run/react';
import { SubmitButton, TextField } from '../forms/fields.tsx';
import { PageForm } from '../forms/form.tsx';
import { Fields } from '../forms/layout.tsx';
import { keptBy, SCOPE_WORDS } from '../holds/words.ts';
import { text } from '../server/fields.server.ts';
import { askers } from '../server/askers.server.ts';
import { act, page } from '../server/page.server.ts';
import { redirect } from '../server/redirect.server.ts';
import { Fact, Facts, Quiet } from '../ui/facts.tsx';
import { Notice } from '../ui/notice.tsx';
import { Columns, Page, Section } from '../ui/page.tsx';
import { Status } from '../ui/status.tsx';
import { Moment } from '../ui/values.tsx';
import { readable } from '../ui/unreadable.ts';

export const meta: MetaFunction = () => [{ title: 'Legal hold · Assent' }];

export const loader = page(async ({ api, params, session }) => {
  const hold = await api.legalHolds.get({ params: { id: String(params['id']) } });
  const nameOf = await askers(session, [hold.created_by, hold.released_by]);
  return {
    hold,
    placedBy: nameOf(hold.created_by),
    releasedBy: hold.released_by && nameOf(hold.released_by),
    mayWrite: session.permissions.includes('retention:write'),
  };
});

export const action = act({ '': ['reason'] }, async ({ api, form, params }) => {
  const id = String(params['id']);
  await api.legalHolds.release({ params: { id }, body: { reason: text(form, 'reason') ?? '' } });
  return redirect(`/holds/${id}?done=hold-released`);
});

export default function Hold() {
  const { hold, placedBy, releasedBy, mayWrite } = useLoaderData<typeof loader>();
  return (
    <Page
      title={`Hold: ${SCOPE_WORDS[hold.scope].toLowerCase()}`}
      back={{ to: '/holds', label: 'Legal holds' }}
    >
      <Notice />
      <Columns>
        <div>
          <Section title="About">
            <Facts>
              <Fact label="State">
                <Status value={hold.in_force ? 'in_force' : 'released'} />
              </Fact>
              <Fact label="Keeps">
                <Kept hold={hold} />
              </Fact>
              <Fact label="Why">{readable(hold.reason, hold)}</Fact>
              <Fact label="Since">
                <Moment at={hold.created_at} />
              </Fact>
              <Fact label="Placed by">{placedBy}</Fact>
              {hold.released_at ? (
                <>
                  <Fact label="Released">
                    <Moment at={hold.released_at} />
                  </Fact>
                  <Fact label="By">{releasedBy}</Fact>
                  <Fact label="Because">{readable(hold.release_reason, hold)}</Fact>
                </>
              ) : null}
            </Facts>
          </Section>
        </div>
        <div>
          {mayWrite && hold.in_force ? (
            <Section
              title="Release this hold"
              lead="Erasures that wait for it continue at once; what retention would have deleted is deleted in its next run."
            >
              <PageForm>
                <Fields>
                  <TextField name="reason" label="Why it can be released" autoComplete="off" />
                  <div>
                    <SubmitButton color="red" variant="light">
                      Release the hold
                    </SubmitButton>
                  </div>
                </Fields>
              </PageForm>
            </Section>
          ) : null}
        </div>
      </Columns>
    </Page>
  );
}

function Kept({ hold }: { hold: Awaited<ReturnType<typeof loader>>['hold'] }) {
  if (hold.contact_id) {
    return (
      <Anchor component={Link} to={`/contacts/${hold.contact_id}`}>
        {hold.name ?? 'This contact'}
      </Anchor>
    );
  }
  if (hold.campaign_id) {
    return (
      <Anchor component={Link} to={`/campaigns/${hold.campaign_id}`}>
        {keptBy(hold)}
      </Anchor>
    );
  }
  return (
    <Quiet>
      {hold.scope === 'tenant' ? 'The whole organization' : 'One address, known by its hash only'}
    </Quiet>
  );
}
