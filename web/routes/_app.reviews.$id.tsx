import { Anchor } from '@mantine/core';
import { Link, useLoaderData, type MetaFunction } from '@remix-run/react';
import { LongTextField, SelectField, SubmitButton } from '../forms/fields.tsx';
import { PageForm } from '../forms/form.tsx';
import { Fields, FormEnd } from '../forms/layout.tsx';
import { Due } from '../reviews/due.tsx';
import { askers } from '../server/askers.server.ts';
import { chosen, text } from '../server/fields.server.ts';
import { standingOf } from '../server/standing.server.ts';
import { act, page } from '../server/page.server.ts';
import { redirect } from '../server/redirect.server.ts';
import { Fact, Facts, Quote } from '../ui/facts.tsx';
import { Notice } from '../ui/notice.tsx';
import { Columns, Page, Section } from '../ui/page.tsx';
import { StandingLine } from '../ui/standing-line.tsx';
import { Status } from '../ui/status.tsx';
import { Channel, Moment } from '../ui/values.tsx';
import { WorkflowLink } from '../ui/workflow-link.tsx';
import { readable } from '../ui/unreadable.ts';

export const meta: MetaFunction = () => [{ title: 'Review · Assent' }];

export const loader = page(async ({ api, params, config, session }) => {
  const review = await api.reviews.get({ params: { id: String(params['id']) } });
  const nameOf = await askers(session, [review.decided_by]);
  return {
    review,
    decidedBy: review.decided_by && nameOf(review.decided_by),
    standing: await standingOf({ api, session }, review.workflow_id, review.status === 'open'),
    temporalUiUrl: config.temporalUiUrl,
    mayDecide: session.permissions.includes('consents:write'),
  };
});

export const action = act({ '': ['decision', 'reason'] }, async ({ api, form, params }) => {
  const id = String(params['id']);
  const decision = chosen(form, 'decision', ['withdraw', 'dismiss']);
  const reason = text(form, 'reason');
  await api.reviews.decide({
    params: { id },
    body: { decision, ...(reason ? { reason } : {}) },
  });
  return redirect(`/reviews/${id}?done=review-${decision}`);
});

export default function Review() {
  const {
    review: r,
    decidedBy,
    standing,
    temporalUiUrl,
    mayDecide,
  } = useLoaderData<typeof loader>();
  return (
    <Page
      title={`What ${r.address || 'somebody'} wrote`}
      back={{ to: '/reviews', label: 'Review queue' }}
      lead={standing ? <StandingLine standing={standing} /> : null}
      actions={<WorkflowLink base={temporalUiUrl} id={r.workflow_id} />}
    >
      <Notice />
      <Columns>
        <div>
          <Section title="The text">
            <Quote>{readable(r.text, r)}</Quote>
          </Section>
          {r.status === 'open' && mayDecide ? (
            <Section
              title="Was it a withdrawal?"
              lead="A withdrawal covers everything on this channel, from the moment the message was written."
            >
              <PageForm>
                <Fields>
                  <SelectField
                    name="decision"
                    label="Decision"
                    data={[
                      { value: 'withdraw', label: 'Yes: withdraw everything on this channel' },
                      { value: 'dismiss', label: 'No: leave consent as it is' },
                    ]}
                  />
                  <LongTextField
                    name="reason"
                    label="Why"
                    description="For the record; helps whoever asks later"
                    rows={2}
                  />
                  <FormEnd>
                    <SubmitButton>Decide</SubmitButton>
                  </FormEnd>
                </Fields>
              </PageForm>
            </Section>
          ) : null}
        </div>
        <div>
          <Section title="About">
            <Facts>
              <Fact label="State">
                <Status value={r.status} />
              </Fact>
              <Fact
                label={
                  r.status === 'open' ? (r.kind === 'unclear' ? 'Lapses' : 'Decide by') : 'Decided'
                }
              >
                <Due review={r} />
              </Fact>
              <Fact label="Person">
                {r.contact_id ? (
                  <Anchor component={Link} to={`/contacts/${r.contact_id}`}>
                    {readable(r.address, r)}
                  </Anchor>
                ) : (
                  readable(r.address, r)
                )}
              </Fact>
              {r.contact_id ? (
                <Fact label="History">
                  <Anchor component={Link} to={`/consents?contact_id=${r.contact_id}`}>
                    Their consents
                  </Anchor>
                </Fact>
              ) : null}
              <Fact label="By">
                <Channel value={r.channel} />
              </Fact>
              <Fact label="Came">
                <Moment at={r.received_at} />
              </Fact>
              {r.decided_by ? (
                <Fact label="Decided by">
                  {r.decided_by.type === 'system' ? 'Automatic: nobody decided in time' : decidedBy}
                </Fact>
              ) : null}
              {r.reason ? <Fact label="Why">{r.reason}</Fact> : null}
            </Facts>
          </Section>
        </div>
      </Columns>
    </Page>
  );
}
