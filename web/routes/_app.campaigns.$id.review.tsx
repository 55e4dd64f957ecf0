import { useActionData, useLoaderData, type MetaFunction } from '@remix-run/react';
import { Checklist } from '../campaigns/checklist.tsx';
import { AudienceCounts } from '../campaigns/counts.tsx';
import { GivenValues } from '../campaigns/given-values.tsx';
import { fromWords } from '../campaigns/from-words.ts';
import { useReviewChecks } from '../campaigns/review-checks.tsx';
import { CapNow } from '../campaigns/cap-now.tsx';
import { QuietNow } from '../campaigns/quiet-now.tsx';
import { SEND_NOW, SendNow } from '../campaigns/send-now.tsx';
import { TimeField } from '../campaigns/time-field.tsx';
import { TIME_HAS_PASSED } from '../campaigns/time-has-passed.ts';
import { Steps } from '../campaigns/steps.tsx';
import { ConfirmForm } from '../forms/confirm-form.tsx';
import { SubmitButton } from '../forms/fields.tsx';
import { PageForm } from '../forms/form.tsx';
import { Fields, FormEnd } from '../forms/layout.tsx';
import { isFormAnswer } from '../core/answer.ts';
import { clockOf } from '../server/clock.server.ts';
import { text } from '../server/fields.server.ts';
import { draftOf } from '../server/draft.server.ts';
import { localOf } from '../server/local-time.server.ts';
import { OWN_TEST_FORMS, actOnOwnTest, ownTests } from '../server/own-tests.server.ts';
import { ownFields } from '../server/own-values.server.ts';
import { act, page } from '../server/page.server.ts';
import { redirect } from '../server/redirect.server.ts';
import { sendAt, sendNow } from '../server/send-time.server.ts';
import { TestSection } from '../own-tests/section.tsx';
import { PreviewPane } from '../templates/preview-pane.tsx';
import { OpenDialog } from '../ui/dialog.tsx';
import { Notice } from '../ui/notice.tsx';
import { Columns, Page, Section } from '../ui/page.tsx';
import { useSome } from '../ui/values.tsx';

export const meta: MetaFunction = () => [{ title: 'Check and send · Assent' }];

export const loader = page(async ({ api, params, request, session }) => {
  const id = String(params['id']);
  const campaign = await draftOf(api, params);
  const chosen = campaign.template_id;
  const { variables, purpose } = campaign;
  const { zone } = clockOf(request, session);
  const { permissions } = session;
  const mayTest =
    chosen !== null &&
    permissions.includes('campaigns:write') &&
    permissions.includes('messages:send');
  const [audience, checks, preview, tests] = await Promise.all([
    api.campaigns.audience({ params: { id } }),
    api.campaigns.checks({ params: { id } }),
    chosen ? api.templates.preview({ params: { id: chosen }, body: { variables, purpose } }) : null,
    mayTest ? ownTests(api, campaign.channel, { campaign_id: id }) : null,
  ]);
  return {
    campaign,
    audience,
    found: checks,
    fields: ownFields(variables, checks),
    preview,
    tests,
    zone,
    typed: localOf(campaign.scheduled_at, zone),
    from: fromWords(session.organization, campaign.channel),
    organization: session.organization.name,
    maySend: session.permissions.includes('campaigns:send'),
    mayWrite: session.permissions.includes('campaigns:write'),
  };
});

export const action = act(
  { ...OWN_TEST_FORMS, delete: [], send: ['version'], schedule: ['at', 'version'] },
  async ({ api, form, params, request, session }) => {
    const id = String(params['id']);
    await draftOf(api, params);
    const tested = await actOnOwnTest(api, form, `/campaigns/${id}/review`, (language) =>
      api.campaigns.test({ params: { id }, body: language ? { language } : {} }),
    );
    if (tested) return tested;
    const intent = text(form, 'intent');
    if (intent === 'delete') {
      await api.campaigns.delete({ params: { id } });
      return redirect('/campaigns?done=deleted');
    }
    return intent === 'send'
      ? sendNow(api, id, form)
      : sendAt(api, id, form, clockOf(request, session).zone, 'scheduled');
  },
);

export default function Review() {
  const {
    campaign,
    audience,
    found,
    fields,
    preview,
    tests,
    zone,
    typed,
    from,
    organization,
    maySend,
    mayWrite,
  } = useLoaderData<typeof loader>();
  const some = useSome();
  const said: unknown = useActionData();
  const missed = isFormAnswer(said) && said.message === TIME_HAS_PASSED;
  const checks = useReviewChecks({
    id: campaign.id,
    audience,
    found,
    preview,
    fields,
    organization,
  });
  const ready = found.ready && maySend;
  const send = `Send to ${some(audience.included, 'person', 'people')} now`;
  return (
    <Page
      title={campaign.name}
      back={{ to: '/campaigns', label: 'Campaigns' }}
      actions={
        mayWrite ? (
          <ConfirmForm
            intent="delete"
            ask="Remove"
            title="Remove this draft?"
            act="Yes, remove it"
            words="It was not sent to anybody. It cannot be brought back."
          />
        ) : null
      }
    >
      <Notice />
      <Steps id={campaign.id} current="review" />
      <Columns>
        <div>
          <Section title="Before it goes out" flush>
            <Checklist checks={checks} />
          </Section>
          <Section
            title="Send"
            lead={
              maySend
                ? 'It can be paused or stopped at any time; what has gone out cannot be recalled.'
                : 'Only someone with the right to send campaigns can do this.'
            }
          >
            {audience.quiet_hours?.waiting ? (
              <p>
                Sent now: <QuietNow included={audience.included} quiet={audience.quiet_hours} />.
              </p>
            ) : null}
            {audience.frequency_caps ? (
              <p>
                <CapNow included={audience.included} caps={audience.frequency_caps} />.
              </p>
            ) : null}
            <SendNow
              ask={send}
              campaign={campaign}
              audience={audience}
              from={from}
              button={{ disabled: !ready }}
            />
          </Section>
          <Section
            title="Or later"
            lead={`To ${some(audience.included, 'person', 'people')} as it stands now, from ${from}. Until then it can be changed, moved or stopped.`}
          >
            <PageForm intent="schedule">
              <input type="hidden" name="version" value={campaign.version} />
              <Fields>
                <TimeField id={campaign.id} typed={typed} zone={zone} then={audience} />
                <FormEnd>
                  <SubmitButton variant="default" disabled={!ready}>
                    Schedule
                  </SubmitButton>
                  {missed ? (
                    <OpenDialog dialog={SEND_NOW} disabled={!ready}>
                      {send}
                    </OpenDialog>
                  ) : null}
                </FormEnd>
              </Fields>
            </PageForm>
          </Section>
        </div>
        <div>
          <GivenValues fields={fields} />
          <Section title="Audience now">
            <AudienceCounts audience={audience} />
          </Section>
          {tests ? <TestSection own={tests} languages={[]} chosen="" /> : null}
          <Section title="As a recipient sees it">
            {preview ? <PreviewPane preview={preview} inCampaign /> : 'No message is chosen yet.'}
          </Section>
        </div>
      </Columns>
    </Page>
  );
}
