import { Alert, Button } from '@mantine/core';
import { data } from '@remix-run/node';
import { Link, useLoaderData, type MetaFunction } from '@remix-run/react';
import { Download } from 'lucide-react';
import type { FormAnswer } from '../core/answer.ts';
import { ConfirmForm } from '../forms/confirm-form.tsx';
import { TextField } from '../forms/fields.tsx';
import { Fields } from '../forms/layout.tsx';
import { Counts } from '../privacy/counts.tsx';
import { Steps } from '../privacy/steps.tsx';
import { text } from '../server/fields.server.ts';
import { askers } from '../server/askers.server.ts';
import { act, page } from '../server/page.server.ts';
import { asProblem } from '../server/problem.server.ts';
import { standingOf } from '../server/standing.server.ts';
import { redirect } from '../server/redirect.server.ts';
import { Fact, Facts } from '../ui/facts.tsx';
import { useLive } from '../ui/live.ts';
import { Notice } from '../ui/notice.tsx';
import { Columns, Page, Section } from '../ui/page.tsx';
import { StandingLine } from '../ui/standing-line.tsx';
import { Status } from '../ui/status.tsx';
import { readable } from '../ui/unreadable.ts';
import { Moment } from '../ui/values.tsx';
import { WorkflowLink } from '../ui/workflow-link.tsx';

export const meta: MetaFunction = () => [{ title: 'Erasure · Assent' }];

export const loader = page(async ({ api, params, config, session }) => {
  const erasure = await api.privacyErasures.get({ params: { id: String(params['id']) } });
  const nameOf = await askers(session, [erasure.asked_by]);
  const id = erasure.contact_id;
  const contact =
    id !== null && session.permissions.includes('contacts:read')
      ? await api.contacts.get({ params: { id }, query: {} }).catch(unlessGone)
      : null;
  return {
    erasure,
    who: contact && { id: contact.id, name: nameOfContact(contact) },
    asker: nameOf(erasure.asked_by),
    standing: await standingOf(
      { api, session },
      erasure.workflow_id,
      // Under a hold the process first stops what would be sent: those steps are not its state.
      erasure.status === 'on_hold' ? ['on_hold'] : ['pending', 'running'].includes(erasure.status),
    ),
    temporalUiUrl: config.temporalUiUrl,
    mayWrite: session.permissions.includes('privacy:write'),
  };
});

type Named = { name: string | null; email: string | null; phone: string | null };
const nameOfContact = (contact: Named & { unreadable?: true }): string =>
  readable(contact.name ?? contact.email ?? contact.phone, contact) ?? 'this person';

/** A finished erasure has deleted its contact. */
const unlessGone = (error: unknown): null => {
  if (asProblem(error)?.status === 404) return null;
  throw error;
};

/** The word to type, so that nobody erases by accident. */
const TYPED = 'ERASE';

/** Turns a dry run into the erasure. */
export const action = act({ erase: ['typed'] }, async ({ api, form, params }) => {
  if (text(form, 'typed')?.trim() !== TYPED) {
    const answer: FormAnswer = {
      intent: 'erase',
      message: 'Nothing was erased',
      errors: [{ path: 'typed', message: `must be ${TYPED}, in capital letters` }],
      values: [['typed', text(form, 'typed') ?? '']],
    };
    return data(answer, { status: 422 });
  }
  const tried = await api.privacyErasures.get({ params: { id: String(params['id']) } });
  const { id } = await api.privacyErasures.create({ body: { contact_id: tried.contact_id ?? '' } });
  return redirect(`/privacy/erasures/${id}`);
});

export default function Erasure() {
  const { erasure, who, asker, standing, temporalUiUrl, mayWrite } = useLoaderData<typeof loader>();
  const { status, dry_run, summary } = erasure;
  useLive(status === 'pending' || status === 'running', 1_000);
  return (
    <Page
      title={dry_run ? 'What an erasure would delete' : 'Erasure'}
      lead={
        dry_run ? (
          who ? (
            <>
              For <Link to={`/contacts/${who.id}`}>{who.name}</Link>. Nothing has been deleted.
            </>
          ) : (
            'Nothing has been deleted.'
          )
        ) : (
          <>
            <Status value={status} /> {standing ? <StandingLine standing={standing} /> : null}
          </>
        )
      }
      back={{ to: '/privacy/erasures', label: 'Erasures' }}
      actions={
        <>
          {erasure.has_certificate ? (
            <Button
              component="a"
              href={`/api/v1/privacy/erasures/${erasure.id}/certificate`}
              download={`erasure-${erasure.id}.json`}
              leftSection={<Download size={15} aria-hidden />}
            >
              Certificate
            </Button>
          ) : null}
          <WorkflowLink base={temporalUiUrl} id={erasure.workflow_id} />
        </>
      }
    >
      <Notice />
      {erasure.failure ? (
        <Alert color="red" variant="light" title="It failed">
          {erasure.failure}
        </Alert>
      ) : null}
      {status === 'on_hold' || (dry_run && summary && summary.holds > 0) ? (
        <Alert color="yellow" variant="light" title="A legal hold is in force">
          Consents are withdrawn and nothing is sent; the rest waits until the hold is released.{' '}
          <Link to="/holds?state=in_force">See the holds</Link>
        </Alert>
      ) : null}
      <Columns>
        <div>
          {dry_run ? (
            <Section title="What would be erased">
              <Counts counts={summary?.goes ?? {}} none="Nothing." />
            </Section>
          ) : (
            <>
              <Section title="Steps" lead="In this order; each can be repeated" flush>
                <Steps status={status} step={erasure.step} />
              </Section>
              <Section title="What was erased">
                <Counts counts={erasure.counts} none="Nothing yet." />
              </Section>
            </>
          )}
        </div>
        <div>
          {dry_run && mayWrite && erasure.contact_id ? (
            <Section
              title="Erase this person"
              lead="It cannot be undone, and no import brings them back; only they themselves can return."
            >
              <ConfirmForm
                intent="erase"
                ask="Erase this person …"
                title={who ? `Erase ${who.name}?` : 'Erase this person?'}
                act="Erase for good"
                words="Everything listed on this page is deleted. It cannot be undone."
              >
                <Fields>
                  <TextField name="typed" label={`Type ${TYPED} to continue`} autoComplete="off" />
                </Fields>
              </ConfirmForm>
            </Section>
          ) : null}
          <Section title="What stays, and why">
            <ul>
              {(summary?.stays ?? []).map(({ what, why }) => (
                <li key={what}>
                  {what}. <em>{why}.</em>
                </li>
              ))}
            </ul>
          </Section>
          <Section title="About">
            <Facts>
              <Fact label="Who">
                {who ? <Link to={`/contacts/${who.id}`}>{who.name}</Link> : null}
              </Fact>
              <Fact label="Asked by">
                {erasure.request_id ? (
                  <Link to={`/privacy/requests/${erasure.request_id}`}>The person</Link>
                ) : (
                  asker
                )}
              </Fact>
              <Fact label="Asked">
                <Moment at={erasure.created_at} />
              </Fact>
              <Fact label="Started">
                <Moment at={erasure.started_at} />
              </Fact>
              <Fact label="Ended">
                <Moment at={erasure.finished_at} />
              </Fact>
            </Facts>
          </Section>
        </div>
      </Columns>
    </Page>
  );
}
