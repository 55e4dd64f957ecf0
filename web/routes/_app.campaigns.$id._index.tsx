import { Alert, Anchor, Button } from '@mantine/core';
import { data } from '@remix-run/node';
import { Link, useLoaderData, type MetaFunction } from '@remix-run/react';
import { ProgressPane } from '../campaigns/progress-pane.tsx';
import { ConfirmForm } from '../forms/confirm-form.tsx';
import { SubmitButton } from '../forms/fields.tsx';
import { PageForm } from '../forms/form.tsx';
import { text } from '../server/fields.server.ts';
import { act, page } from '../server/page.server.ts';
import { redirect } from '../server/redirect.server.ts';
import { Fact, Facts } from '../ui/facts.tsx';
import { useLive } from '../ui/live.ts';
import { Notice } from '../ui/notice.tsx';
import { Columns, Page, Section } from '../ui/page.tsx';
import { sentence, Status } from '../ui/status.tsx';
import { Tile, Tiles } from '../ui/tile.tsx';
import { Channel, Count, Moment } from '../ui/values.tsx';
import { WorkflowLink } from '../ui/workflow-link.tsx';

export const meta: MetaFunction = () => [{ title: 'Campaign · Assent' }];

export const loader = page(async ({ api, params, config, session }) => {
  const id = String(params['id']);
  const campaign = await api.campaigns.get({ params: { id } });
  if (campaign.status === 'draft') throw redirect(`/campaigns/${id}/audience`);
  const [progress, analytics, template] = await Promise.all([
    api.campaigns.progress({ params: { id } }),
    api.campaigns.analytics({ params: { id } }),
    campaign.template_id ? api.templates.get({ params: { id: campaign.template_id } }) : null,
  ]);
  return {
    campaign,
    progress,
    analytics,
    template: template && { id: template.id, name: template.name },
    temporalUiUrl: config.temporalUiUrl,
    maySend: session.permissions.includes('campaigns:send'),
  };
});

export const action = act(async ({ api, form, params }) => {
  const id = String(params['id']);
  const at = { params: { id } };
  switch (text(form, 'intent')) {
    case 'pause':
      await api.campaigns.pause(at);
      return redirect(`/campaigns/${id}?done=paused`);
    case 'resume':
      await api.campaigns.resume(at);
      return redirect(`/campaigns/${id}?done=resumed`);
    case 'cancel':
      await api.campaigns.cancel(at);
      return redirect(`/campaigns/${id}?done=canceled`);
    default:
      throw data({ message: 'No such act' }, { status: 400 });
  }
});

const CAN: Record<string, readonly (readonly [string, string])[]> = {
  sending: [['pause', 'Pause']],
  paused: [['resume', 'Resume']],
};
const STOPPABLE = ['sending', 'paused', 'scheduled'];

export default function Campaign() {
  const {
    campaign: c,
    progress,
    analytics: a,
    template,
    temporalUiUrl,
    maySend,
  } = useLoaderData<typeof loader>();
  useLive(['sending', 'scheduled'].includes(c.status));
  return (
    <Page
      title={c.name}
      back={{ to: '/campaigns', label: 'Campaigns' }}
      lead={<Status value={c.status} />}
      actions={
        <>
          {(maySend ? (CAN[c.status] ?? []) : []).map(([intent, label]) => (
            <PageForm key={intent} intent={intent}>
              <SubmitButton>{label}</SubmitButton>
            </PageForm>
          ))}
          {maySend && STOPPABLE.includes(c.status) ? (
            <ConfirmForm
              intent="cancel"
              ask="Stop for good"
              act="Yes, stop it"
              words="What has gone out stays out; nobody else gets it."
            />
          ) : null}
          <WorkflowLink base={temporalUiUrl} id={c.workflow_id} />
        </>
      }
    >
      <Notice />
      {c.failure ? (
        <Alert color="red" title="It stopped">
          {c.failure}
        </Alert>
      ) : null}
      <ProgressPane id={c.id} progress={progress} />
      <Columns>
        <div>
          <Section title="What came of it" lead="Opens by mail programs are counted apart">
            <Tiles>
              <Tile label="Opened" value={a.opened} />
              <Tile label="Clicked" value={a.clicked} />
              <Tile label="Unsubscribed" value={a.unsubscribed} />
              <Tile label="Opened by machines" value={a.opened_by_machines} />
            </Tiles>
          </Section>
        </div>
        <div>
          <Section
            title="About"
            actions={
              <>
                <Button component={Link} to={`/campaigns/${c.id}/why`} variant="default" size="xs">
                  Why this person?
                </Button>
                <Button
                  component={Link}
                  to={`/campaigns/${c.id}/replay`}
                  variant="default"
                  size="xs"
                >
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
            }
          >
            <Facts>
              <Fact label="Channel">
                <Channel value={c.channel} />
              </Fact>
              <Fact label="Purpose">{sentence(c.purpose)}</Fact>
              <Fact label="Message">
                {template ? (
                  <Anchor component={Link} to={`/templates/${template.id}`}>
                    {template.name}
                  </Anchor>
                ) : null}
              </Fact>
              <Fact label="At most">
                {c.rate_per_sec ? (
                  <>
                    <Count value={c.rate_per_sec} /> a second
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
        </div>
      </Columns>
    </Page>
  );
}
