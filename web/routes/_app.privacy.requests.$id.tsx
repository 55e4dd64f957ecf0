import { Alert } from '@mantine/core';
import { Link, useLoaderData, type MetaFunction } from '@remix-run/react';
import { REFUSALS } from '../../domain/privacy/contract.ts';
import { ConfirmForm } from '../forms/confirm-form.tsx';
import { LongTextField, SelectField, SubmitButton } from '../forms/fields.tsx';
import { PageForm } from '../forms/form.tsx';
import { Fields } from '../forms/layout.tsx';
import { Clock } from '../privacy/clock.tsx';
import { KIND_WORDS, REFUSAL_OPTIONS } from '../privacy/words.ts';
import { askers } from '../server/askers.server.ts';
import { chosen, text } from '../server/fields.server.ts';
import { act, page } from '../server/page.server.ts';
import { standingOf } from '../server/standing.server.ts';
import { redirect } from '../server/redirect.server.ts';
import { addressWords } from '../ui/address.ts';
import { Fact, Facts } from '../ui/facts.tsx';
import { Notice } from '../ui/notice.tsx';
import { Columns, Page, Section } from '../ui/page.tsx';
import { StandingLine } from '../ui/standing-line.tsx';
import { Status } from '../ui/status.tsx';
import { Channel, Moment } from '../ui/values.tsx';
import { WorkflowLink } from '../ui/workflow-link.tsx';

export const meta: MetaFunction = () => [{ title: 'Privacy request · Assent' }];

export const loader = page(async ({ api, params, config, session }) => {
  const request = await api.privacyRequests.get({ params: { id: String(params['id']) } });
  const nameOf = await askers(session, [request.decided_by, request.asked_by]);
  return {
    request,
    decidedBy: request.decided_by && nameOf(request.decided_by),
    writtenDownBy: nameOf(request.asked_by),
    standing: await standingOf(
      { api, session },
      request.workflow_id,
      request.status === 'open'
        ? ['waiting_for_decision']
        : request.status === 'under_way' && ['carrying_out', 'telling_the_person'],
    ),
    temporalUiUrl: config.temporalUiUrl,
    mayWrite: session.permissions.includes('privacy:write'),
  };
});

export const action = act(
  { 'carry-out': [], refuse: ['reason', 'note'] },
  async ({ api, form, params }) => {
    const id = String(params['id']);
    if (text(form, 'intent') === 'refuse') {
      const note = text(form, 'note');
      await api.privacyRequests.refuse({
        params: { id },
        body: { reason: chosen(form, 'reason', REFUSALS), ...(note ? { note } : {}) },
      });
      return redirect(`/privacy/requests/${id}?done=request-refused`);
    }
    await api.privacyRequests.carryOut({ params: { id } });
    return redirect(`/privacy/requests/${id}?done=request-begun`);
  },
);

export default function Request() {
  const {
    request: r,
    decidedBy,
    writtenDownBy,
    standing,
    temporalUiUrl,
    mayWrite,
  } = useLoaderData<typeof loader>();
  const decide = mayWrite && r.status === 'open';
  // No member decided it: an erasure closes the open requests of its person.
  const closedByErasure = r.decided_by?.type === 'system' && r.address_absent === 'erased';
  const folder = r.kind === 'export' ? '/privacy/exports' : '/privacy/erasures';
  return (
    <Page
      title={KIND_WORDS[r.kind]}
      lead={
        <>
          <Status value={r.overdue ? 'overdue' : r.status} />{' '}
          {standing ? <StandingLine standing={standing} /> : null}
        </>
      }
      back={{ to: '/privacy', label: 'Privacy requests' }}
      actions={<WorkflowLink base={temporalUiUrl} id={r.workflow_id} />}
    >
      <Notice />
      {r.failure ? (
        <Alert
          color="red"
          variant="light"
          title={r.kind === 'export' ? 'The copy could not be made' : 'The erasure failed'}
        >
          {r.failure}
        </Alert>
      ) : null}
      <Columns>
        <div>
          <Section title="About">
            <Facts>
              <Fact label="Who">
                {r.contact_id && r.address ? (
                  <Link to={`/contacts/${r.contact_id}`}>{r.address}</Link>
                ) : (
                  addressWords(r.address, r.address_absent)
                )}
              </Fact>
              <Fact label="Source">
                {r.asked_by.type === 'person'
                  ? 'Their own link and a code'
                  : `Letter or call, recorded by ${writtenDownBy}`}
              </Fact>
              <Fact label="Answered by">
                <Channel value={r.channel} />
              </Fact>
              <Fact label="Asked">
                <Moment at={r.asked_at} />
              </Fact>
              {r.decided_at ? (
                <Fact label="Decided">
                  <Moment at={r.decided_at} />
                </Fact>
              ) : null}
              {r.decided_by && !closedByErasure ? <Fact label="By">{decidedBy}</Fact> : null}
              {r.days_left === null ? null : (
                <Fact label="Time left">
                  <Clock request={r} />
                </Fact>
              )}
              {closedByErasure ? (
                <Fact label="Why">
                  They were erased before this was decided; nobody is left to be told
                </Fact>
              ) : null}
              {r.refusal && !closedByErasure ? (
                <Fact label="Refused because">
                  {REFUSAL_OPTIONS.find(({ value }) => value === r.refusal)?.label}
                </Fact>
              ) : null}
              {r.refusal_note ? <Fact label="Additional text">{r.refusal_note}</Fact> : null}
              {r.told ? (
                <Fact label="Answer">
                  <Status value={r.told} />
                </Fact>
              ) : null}
              {r.process_id ? (
                <Fact label={r.failure ? 'Attempted by' : 'Carried out by'}>
                  <Link to={`${folder}/${r.process_id}`}>
                    {r.kind === 'export' ? 'This copy' : 'This erasure'}
                  </Link>
                </Fact>
              ) : null}
            </Facts>
          </Section>
        </div>
        <div>
          {decide ? (
            <Section
              title={r.kind === 'export' ? 'Send them their data' : 'Erase them'}
              lead={
                r.kind === 'export'
                  ? 'A copy of everything is created, and its link is sent to the address that asked.'
                  : 'They are told first; then everything about them is erased. It cannot be undone. Their contact page shows first what would be erased and what stays.'
              }
            >
              {r.kind === 'export' ? (
                <PageForm intent="carry-out">
                  <SubmitButton>
                    {r.failure ? 'Try again' : 'Create the copy and send it'}
                  </SubmitButton>
                </PageForm>
              ) : (
                <ConfirmForm
                  intent="carry-out"
                  ask="Erase this person …"
                  act="Yes, erase them"
                  words={`Everything stored about ${addressWords(r.address, r.address_absent)} is erased. It cannot be undone, and no import brings them back.`}
                />
              )}
            </Section>
          ) : null}
          {decide ? (
            <Section title="Refuse" lead="They are told the reason, and where they can complain">
              <PageForm intent="refuse">
                <Fields>
                  <SelectField name="reason" label="Ground" data={REFUSAL_OPTIONS} />
                  <LongTextField
                    name="note"
                    label="Additional text for the person"
                    description="Optional"
                    rows={2}
                  />
                  <div>
                    <SubmitButton color="red" variant="light">
                      Refuse the request
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
