import { Alert, Anchor, Button } from '@mantine/core';
import { own } from '../../lib/own.ts';
import { Link, useLoaderData, type MetaFunction } from '@remix-run/react';
import { fromWords } from '../campaigns/from-words.ts';
import { ProgressPane } from '../campaigns/progress-pane.tsx';
import { WaitingPane } from '../campaigns/waiting-pane.tsx';
import { ConfirmForm } from '../forms/confirm-form.tsx';
import { SubmitButton } from '../forms/fields.tsx';
import { PageForm } from '../forms/form.tsx';
import { labelFor, purposeChoices } from '../server/choices.server.ts';
import { clockOf } from '../server/clock.server.ts';
import { text } from '../server/fields.server.ts';
import { localOf } from '../server/local-time.server.ts';
import { act, page } from '../server/page.server.ts';
import { redirect } from '../server/redirect.server.ts';
import { campaignStanding } from '../server/campaign-standing.server.ts';
import { sendAt, sendNow } from '../server/send-time.server.ts';
import { Fact, Facts } from '../ui/facts.tsx';
import { useLive } from '../ui/live.ts';
import { Notice } from '../ui/notice.tsx';
import { Columns, Page, Section } from '../ui/page.tsx';
import { StandingLine } from '../ui/standing-line.tsx';
import { Status } from '../ui/status.tsx';
import { Tile, Tiles } from '../ui/tile.tsx';
import { Channel, Count, Moment } from '../ui/values.tsx';
import { WorkflowLink } from '../ui/workflow-link.tsx';

export const meta: MetaFunction = () => [{ title: 'Campaign · Assent' }];

/** A scheduled time this long in the past was missed: the API would not start the campaign. */
const MISSED_MS = 60_000;

export const loader = page(async ({ api, params, request, config, session }) => {
  const id = String(params['id']);
  const campaign = await api.campaigns.get({ params: { id } });
  if (campaign.status === 'draft') throw redirect(`/campaigns/${id}/audience`);
  const waits = campaign.started_at === null && ['scheduled', 'paused'].includes(campaign.status);
  const late = Date.now() - Date.parse(campaign.scheduled_at ?? '');
  const { zone } = clockOf(request, session);
  const [progress, analytics, template, audience, purposes] = await Promise.all([
    api.campaigns.progress({ params: { id } }),
    api.campaigns.analytics({ params: { id } }),
    campaign.template_id ? api.templates.get({ params: { id: campaign.template_id } }) : null,
    waits ? api.campaigns.audience({ params: { id } }) : null,
    purposeChoices(api),
  ]);
  return {
    campaign,
    progress,
    standing: await campaignStanding({ api, session }, progress),
    analytics,
    purpose: labelFor(purposes, campaign.purpose),
    template: template && { id: template.id, name: template.name },
    waiting: audience && {
      audience,
      due: late > (campaign.status === 'paused' ? MISSED_MS : 0),
      typed: localOf(campaign.scheduled_at, zone),
      zone,
      from: fromWords(session.organization, campaign.channel),
    },
    temporalUiUrl: config.temporalUiUrl,
    maySend: session.permissions.includes('campaigns:send'),
  };
});

export const action = act(
  { pause: [], resume: [], send: ['version'], reschedule: ['at'], unschedule: [], cancel: [] },
  async ({ api, form, params, request, session }) => {
    const id = String(params['id']);
    const at = { params: { id } };
    switch (text(form, 'intent')) {
      case 'cancel':
        await api.campaigns.cancel(at);
        return redirect(`/campaigns/${id}?done=stopped`);
      case 'resume': {
        const { status } = await api.campaigns.resume(at);
        const done = status === 'scheduled' ? 'waits-again' : 'resumed';
        return redirect(`/campaigns/${id}?done=${done}`);
      }
      case 'send':
        return sendNow(api, id, form);
      case 'reschedule':
        return sendAt(api, id, form, clockOf(request, session).zone, 'moved');
      case 'unschedule':
        await api.campaigns.unschedule(at);
        return redirect(`/campaigns/${id}/review?done=unscheduled`);
    }
    // `pause` is the only form left.
    await api.campaigns.pause(at);
    return redirect(`/campaigns/${id}?done=paused`);
  },
);

const STOPPABLE = ['sending', 'paused', 'scheduled'];

/** The states in which the notice about an act is still true; a campaign changes state by itself. */
const TRUE_WHILE: Record<string, readonly string[]> = {
  started: ['sending'],
  scheduled: ['scheduled'],
  moved: ['scheduled'],
  'waits-again': ['scheduled'],
  paused: ['paused'],
  resumed: ['sending'],
  stopped: ['canceled'],
};
const isTrue = (done: string, status: string): boolean =>
  own(TRUE_WHILE, done)?.includes(status) ?? true;

/** Milliseconds between two reloads of a scheduled campaign; slow, because each one counts the whole audience. */
const UNTIL_ITS_TIME_MS = 20_000;

export default function Campaign() {
  const {
    campaign: c,
    progress,
    standing,
    analytics: a,
    purpose,
    template,
    waiting,
    temporalUiUrl,
    maySend,
  } = useLoaderData<typeof loader>();
  const soon = (c.status === 'sending' && progress.until === null) || waiting?.due === true;
  const goesOn = c.status === 'sending' || c.status === 'scheduled';
  useLive(soon || goesOn, soon ? undefined : UNTIL_ITS_TIME_MS);
  const act =
    c.status === 'paused'
      ? ['resume', 'Resume']
      : c.status === 'sending' || c.status === 'scheduled'
        ? ['pause', 'Pause']
        : null;
  // A campaign that missed its time goes out only when a user names a new time, or sends now.
  const acts = act && maySend && !(act[0] === 'resume' && waiting?.due) ? act : null;
  const about = (
    <Section
      title="About"
      actions={
        c.started_at === null ? null : (
          <>
            <Button component={Link} to={`/campaigns/${c.id}/why`} variant="default" size="xs">
              Why this person?
            </Button>
            <Button component={Link} to={`/campaigns/${c.id}/replay`} variant="default" size="xs">
              Replay
            </Button>
            <Button
              component={Link}
              to={`/campaigns/${c.id}/recipients`}
              variant="default"
              size="xs"
            >
              Recipients
            </Button>
          </>
        )
      }
    >
      <Facts>
        <Fact label="Channel">
          <Channel value={c.channel} />
        </Fact>
        <Fact label="Purpose">{purpose}</Fact>
        <Fact label="Message">
          {template ? (
            <Anchor component={Link} to={`/templates/${template.id}`}>
              {template.name}
            </Anchor>
          ) : null}
        </Fact>
        <Fact label="Speed">
          {c.rate_per_sec ? (
            <>
              At most <Count value={c.rate_per_sec} /> a second
            </>
          ) : (
            'As fast as allowed'
          )}
        </Fact>
        <Fact label="Scheduled">
          <Moment at={c.scheduled_at} />
        </Fact>
        <Fact label="Started">
          <Moment at={c.started_at} />
        </Fact>
        <Fact label="Ended">
          <Moment at={c.finished_at} />
        </Fact>
      </Facts>
    </Section>
  );
  return (
    <Page
      title={c.name}
      back={{ to: '/campaigns', label: 'Campaigns' }}
      lead={
        <>
          <Status value={c.status} /> {standing ? <StandingLine standing={standing} /> : null}
        </>
      }
      actions={
        <>
          {acts ? (
            <PageForm key={acts[0]} intent={acts[0] ?? ''}>
              <SubmitButton>{acts[1]}</SubmitButton>
            </PageForm>
          ) : null}
          {maySend && STOPPABLE.includes(c.status) ? (
            <ConfirmForm
              intent="cancel"
              ask="Stop for good"
              title="Stop this campaign?"
              act="Yes, stop it"
              words={
                waiting
                  ? 'Nobody gets it, and it cannot be resumed.'
                  : 'What was sent cannot be recalled. Nobody else gets it, and it cannot be resumed.'
              }
            />
          ) : null}
          <WorkflowLink base={temporalUiUrl} id={c.workflow_id} />
        </>
      }
    >
      <Notice holds={(done) => isTrue(done, c.status)} />
      {c.failure ? (
        <Alert color="red" title="It stopped">
          {c.failure}
        </Alert>
      ) : null}
      {waiting ? (
        <WaitingPane campaign={c} {...waiting} maySend={maySend} />
      ) : c.started_at === null ? (
        <Section title="It never started">Nobody got this campaign.</Section>
      ) : (
        <ProgressPane id={c.id} progress={progress} />
      )}
      {c.started_at === null ? (
        about
      ) : (
        <Columns>
          <div>
            <Section
              title="Results"
              lead={
                c.channel === 'email'
                  ? 'Mail programs and scanners also open mails and follow links: they are counted separately'
                  : undefined
              }
            >
              <Tiles>
                {/* Not for texts: nobody can tell whether one was opened, and its links are not tracked. */}
                {c.channel === 'email' ? (
                  <>
                    <Tile label="Opened by people" value={a.opens.human} />
                    <Tile label="Clicked by people" value={a.clicks.human} />
                    <Tile label="Opened, by whom is unknown" value={a.opens.unknown} />
                    <Tile label="Clicked, by whom is unknown" value={a.clicks.unknown} />
                    <Tile label="Opened by machines only" value={a.opens.machine} />
                    <Tile label="Clicked by machines only" value={a.clicks.machine} />
                  </>
                ) : null}
                <Tile label="Unsubscribed" value={a.unsubscribed} />
              </Tiles>
            </Section>
          </div>
          <div>{about}</div>
        </Columns>
      )}
    </Page>
  );
}
