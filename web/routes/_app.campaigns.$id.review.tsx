import { Link, useActionData, useLoaderData, type MetaFunction } from '@remix-run/react';
import { Checklist, type Check } from '../campaigns/checklist.tsx';
import { AudienceCounts } from '../campaigns/counts.tsx';
import { GivenValues } from '../campaigns/given-values.tsx';
import { fromWords } from '../campaigns/from-words.ts';
import { usePeople } from '../campaigns/send-facts.tsx';
import { QuietNow } from '../campaigns/quiet-now.tsx';
import { SEND_NOW, SendNow } from '../campaigns/send-now.tsx';
import { TIME_HAS_PASSED } from '../campaigns/time-has-passed.ts';
import { Steps } from '../campaigns/steps.tsx';
import { capital } from '../forms/path-words.ts';
import { ConfirmForm } from '../forms/confirm-form.tsx';
import { SubmitButton, TextField } from '../forms/fields.tsx';
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
import { isOfContact, PreviewPane, written } from '../templates/preview-pane.tsx';
import { OpenDialog } from '../ui/dialog.tsx';
import { Notice } from '../ui/notice.tsx';
import { Columns, Page, Section } from '../ui/page.tsx';
import { useCount, useMoney } from '../ui/values.tsx';

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
    fields: ownFields(variables, checks.own_values),
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
  { ...OWN_TEST_FORMS, delete: [], send: ['version'], schedule: ['at'] },
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

/** Says what every copy shows: only what was checked. */
function copyWords(shows: { sender: boolean; opt_out: boolean } | null): string {
  const said = [
    ...(shows?.sender ? ['who it is from'] : []),
    ...(shows?.opt_out ? ['how to stop'] : []),
  ];
  return said.length ? `Every message says ${said.join(' and ')}.` : 'They can be filled in.';
}

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
  const people = usePeople();
  const said: unknown = useActionData();
  const missed = isFormAnswer(said) && said.message === TIME_HAS_PASSED;
  const count = useCount();
  const money = useMoney();
  const faulty = found.errors.filter(({ path }) => path === 'template_id');
  const lacking = found.errors.flatMap(({ path }) =>
    path.startsWith('variables.') ? [path.slice('variables.'.length).replaceAll('.', ' ')] : [],
  );
  const unfit = found.errors.flatMap(({ path, message }) =>
    path === 'variables' ? [message] : [],
  );
  const personal = (preview?.missing ?? []).filter(isOfContact);
  const checks: Check[] = [
    {
      id: 'audience',
      ok: audience.included > 0,
      title: 'Somebody gets it',
      words: audience.included ? (
        `${count(audience.included)} people have consented; ${count(audience.excluded)} are left out.`
      ) : (
        <>
          Nobody chosen has consented to this on this channel.{' '}
          <Link to={`/campaigns/${campaign.id}/audience`}>Change the audience</Link>
        </>
      ),
    },
    {
      id: 'words',
      ok: !faulty.length,
      title: found.shows?.opt_out ? 'The text is there, with an opt-out' : 'The text is there',
      words: preview ? (
        faulty.length ? (
          faulty.map(({ message }) => message).join('; ')
        ) : (
          copyWords(found.shows)
        )
      ) : (
        <Link to={`/campaigns/${campaign.id}/message`}>Choose a message</Link>
      ),
    },
    ...(found.shows?.sender === false
      ? [
          {
            id: 'sender',
            ok: false,
            title: 'It does not say who it is from',
            words: (
              <>
                A text shows only a number, and your name, {organization}, is not in these words for
                everybody.{' '}
                <Link to={`/campaigns/${campaign.id}/message`}>Choose another message</Link>, or
                write {'{{ organization.name }}'} into this one. It can be sent as it is.
              </>
            ),
          },
        ]
      : []),
    {
      id: 'values',
      ok: preview !== null && !lacking.length && !unfit.length,
      title: personal.length
        ? 'Every value is given, or comes from the contact'
        : 'Every value can be filled in',
      words: lacking.length ? (
        <>
          No value yet for {lacking.join(', ')}.{' '}
          <Link to={`/campaigns/${campaign.id}/message`}>Write it</Link>
        </>
      ) : !preview ? (
        'This is checked once a message is chosen.'
      ) : unfit.length ? (
        <>
          {unfit.map(capital).join('. ')}.{' '}
          <Link to={`/campaigns/${campaign.id}/message`}>Change it</Link>
        </>
      ) : (
        <FromContacts names={personal} />
      ),
    },
    ...(found.postal_address === 'not_needed'
      ? []
      : [
          {
            id: 'postal-address',
            ok: found.postal_address === 'set',
            title: 'It has your postal address',
            words:
              found.postal_address === 'set' ? (
                'Your postal address is at the foot.'
              ) : (
                <>
                  Marketing mail must name your postal address.{' '}
                  <Link to={`/settings?campaign=${campaign.id}`}>Set it</Link>
                </>
              ),
          },
        ]),
    ...(preview?.price && preview.segments
      ? [
          {
            id: 'cost',
            ok: true,
            title: `It costs about ${money(
              String(Number(preview.price.amount) * audience.included),
              preview.price.currency,
            )}`,
            words: (
              <>
                {count(audience.included)} times {preview.segments.segments} by the{' '}
                <Link to="/settings/prices">price</Link>{' '}
                {preview.price.basis === 'fallback'
                  ? 'where none is known: there is none for your own country.'
                  : 'of your own country.'}{' '}
                Longer names and other countries change it.
              </>
            ),
          },
        ]
      : []),
  ];
  const ready = found.ready && maySend;
  const send = `Send to ${people(audience.included)} now`;
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
                Sent now: <QuietNow audience={audience} />.
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
            lead={`To ${people(audience.included)} as it stands now, from ${from}. Until then it can be changed, moved or stopped.`}
          >
            <PageForm intent="schedule">
              <Fields>
                <TextField
                  name="at"
                  type="datetime-local"
                  label="Day and time"
                  description={`In your time zone, ${zone}; at most two years ahead`}
                  defaultValue={typed}
                />
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
            {preview ? <PreviewPane preview={preview} /> : 'No message is chosen yet.'}
          </Section>
        </div>
      </Columns>
    </Page>
  );
}

/** Says what happens to contacts without a value that the text needs. */
function FromContacts({ names }: { names: readonly string[] }) {
  if (!names.length) return 'Names and other values come from each contact.';
  return `${written(names)} ${names.length === 1 ? 'comes' : 'come'} from each contact. Whoever has none is left out, and listed as failed.`;
}
