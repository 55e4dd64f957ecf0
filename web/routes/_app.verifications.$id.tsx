import { Alert, Anchor } from '@mantine/core';
import { Link, useLoaderData, type MetaFunction } from '@remix-run/react';
import { EnterCode } from '../contacts/enter-code.tsx';
import { SubmitButton } from '../forms/fields.tsx';
import { PageForm } from '../forms/form.tsx';
import { checkCode } from '../server/check-code.server.ts';
import { text } from '../server/fields.server.ts';
import { standingOf } from '../server/standing.server.ts';
import { act, page } from '../server/page.server.ts';
import { redirect } from '../server/redirect.server.ts';
import { addressObject } from '../ui/address.ts';
import { Fact, Facts } from '../ui/facts.tsx';
import { Notice } from '../ui/notice.tsx';
import { Columns, Page, Section } from '../ui/page.tsx';
import { StandingLine } from '../ui/standing-line.tsx';
import { sentence, Status } from '../ui/status.tsx';
import { Channel, Country, Moment, Money } from '../ui/values.tsx';
import { WorkflowLink } from '../ui/workflow-link.tsx';
import { reasonWords } from '../verifications/reasons.ts';

export const meta: MetaFunction = () => [{ title: 'Verification · Assent' }];

export const loader = page(async ({ api, params, config, session }) => {
  const v = await api.verifications.get({ params: { id: String(params['id']) } });
  return {
    verification: v,
    standing: await standingOf({ api, session }, v.workflow_id, v.status === 'pending'),
    temporalUiUrl: config.temporalUiUrl,
    mayWrite: session.permissions.includes('verifications:write'),
  };
});

export const action = act(
  { 'check-': ['verification', 'code'], 'resend-': ['verification'], cancel: [] },
  async ({ api, form, params }) => {
    const id = String(params['id']);
    const [intent] = (text(form, 'intent') ?? '').split('-');
    const back = (done: string): Response => redirect(`/verifications/${id}?done=${done}`);
    if (intent === 'check') return (await checkCode(api, form)) ?? back('opt-in-granted');
    if (intent === 'resend') {
      await api.verifications.resend({ params: { id } });
      return back('resent');
    }
    await api.verifications.cancel({ params: { id } });
    return back('canceled');
  },
);

export default function Verification() {
  const { verification: v, standing, temporalUiUrl, mayWrite } = useLoaderData<typeof loader>();
  const waits = v.status === 'pending' && mayWrite;
  return (
    <Page
      title={`Code for ${addressObject(v.address_absent ? null : v.to, v.address_absent)}`}
      back={{ to: '/verifications', label: 'Verifications' }}
      lead={standing ? <StandingLine standing={standing} /> : null}
      actions={
        v.status === 'blocked' ? null : <WorkflowLink base={temporalUiUrl} id={v.workflow_id} />
      }
    >
      <Notice />
      {v.blocked_reason ? (
        <Alert color="red" variant="light" title="Blocked: no code was sent">
          {reasonWords(v.blocked_reason)}.{' '}
          <Anchor component={Link} to="/settings/verification">
            Limits and countries
          </Anchor>
        </Alert>
      ) : null}
      <Columns>
        <div>
          <Section title="Now">
            <Facts>
              <Fact label="State">
                <Status value={v.status} />
              </Fact>
              <Fact label="For">{sentence(v.purpose)}</Fact>
              <Fact label="Channel">
                <Channel value={v.channel} />
              </Fact>
              <Fact label="Delivery">
                {v.status === 'blocked' ? null : <Status value={v.delivery} />}
              </Fact>
              <Fact label="Country">
                {v.country ? (
                  <>
                    <Country code={v.country} /> {v.prefix ? `(${v.prefix}…)` : null}
                  </>
                ) : null}
              </Fact>
              <Fact label="Attempts left">{v.status === 'pending' ? v.attempts_left : null}</Fact>
              <Fact label="Asked">
                <Moment at={v.created_at} />
              </Fact>
              <Fact label="Valid until">
                <Moment at={v.expires_at} />
              </Fact>
              <Fact label="Ended">
                <Moment at={v.finished_at} missing="Not yet" />
              </Fact>
              <Fact label="Contact">
                {v.contact_id ? (
                  <Anchor component={Link} to={`/contacts/${v.contact_id}`}>
                    Open the contact
                  </Anchor>
                ) : null}
              </Fact>
              <Fact label="Consent">
                {v.consent_id ? (
                  <Anchor component={Link} to={`/consents/${v.consent_id}`}>
                    Open the record
                  </Anchor>
                ) : null}
              </Fact>
            </Facts>
          </Section>
          <Section
            title="Counters"
            lead="What counts against the limits; a new code does not reset it."
          >
            <Facts>
              <Fact label="Wrong or right codes tried">{v.attempts}</Fact>
              <Fact label="Codes sent">{v.sends}</Fact>
              <Fact label="Cost so far">
                <Money amount={v.cost} currency={v.currency} />
              </Fact>
              <Fact label="Wrong codes for this address in 24 hours">{v.wrong_codes_24h}</Fact>
              <Fact label="Address locked until">
                {v.stopped ? (
                  'Somebody lifts it, under Settings → Verification'
                ) : (
                  <Moment at={v.locked_until} missing="Not locked" />
                )}
              </Fact>
            </Facts>
          </Section>
        </div>
        <div>
          {waits ? (
            <>
              <Section title="Enter the code">
                <EnterCode pending={v} />
              </Section>
              <Section title="No longer needed">
                <PageForm intent="cancel">
                  <SubmitButton variant="default">Cancel this verification</SubmitButton>
                </PageForm>
              </Section>
            </>
          ) : null}
        </div>
      </Columns>
    </Page>
  );
}
