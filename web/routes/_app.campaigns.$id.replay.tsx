import { useLoaderData, type MetaFunction } from '@remix-run/react';
import { RotateCcw } from 'lucide-react';
import { ReplayResult } from '../campaigns/replay.tsx';
import { SubmitButton } from '../forms/fields.tsx';
import { PageForm } from '../forms/form.tsx';
import { filters } from '../server/fields.server.ts';
import { act, page } from '../server/page.server.ts';
import { redirect } from '../server/redirect.server.ts';
import { standingOf } from '../server/standing.server.ts';
import { Empty } from '../ui/empty.tsx';
import { useLive } from '../ui/live.ts';
import { Page, Section } from '../ui/page.tsx';
import { StandingLine } from '../ui/standing-line.tsx';

export const meta: MetaFunction = () => [{ title: 'Replay · Assent' }];

export const loader = page(async ({ api, params, url, session }) => {
  const id = String(params['id']);
  const { cursor } = filters(url, ['cursor']);
  const [campaign, replays] = await Promise.all([
    api.campaigns.get({ params: { id } }),
    api.replays.list({ params: { id }, query: { limit: '1' } }),
  ]);
  const [replay] = replays.data;
  const list = replay
    ? await api.replays.differences({
        params: { id: replay.id },
        query: cursor ? { cursor } : {},
      })
    : null;
  const running = replay?.status === 'running';
  const standing = await standingOf({ api, session }, replay?.workflow_id ?? null, running);
  return { campaign, replay, list, standing };
});

export const action = act({ stop: ['replay'], replay: [] }, async ({ api, params, form }) => {
  const id = String(params['id']);
  if (form.get('intent') === 'stop') {
    await api.replays.cancel({ params: { id: String(form.get('replay') ?? '') } });
  } else {
    await api.replays.start({ params: { id } });
  }
  return redirect(`/campaigns/${id}/replay`);
});

export default function ReplayPage() {
  const { campaign, replay, list, standing } = useLoaderData<typeof loader>();
  useLive(replay?.status === 'running');
  return (
    <Page
      title="Replay"
      lead={
        <>
          Every decision made again as of its time: with what was known then, and with what is known
          now. {standing ? <StandingLine standing={standing} /> : null}
        </>
      }
      back={{ to: `/campaigns/${campaign.id}`, label: campaign.name }}
      actions={
        replay?.status === 'running' ? (
          <PageForm intent="stop">
            <input type="hidden" name="replay" value={replay.id} />
            <SubmitButton variant="outline" color="red">
              Stop
            </SubmitButton>
          </PageForm>
        ) : (
          <PageForm intent="replay">
            <SubmitButton>{replay ? 'Replay again' : 'Replay now'}</SubmitButton>
          </PageForm>
        )
      }
    >
      {replay && list ? (
        <ReplayResult replay={replay} list={list} />
      ) : (
        <Section>
          <Empty icon={RotateCcw} title="Not replayed yet">
            It changes nothing. You can leave the page and come back.
          </Empty>
        </Section>
      )}
    </Page>
  );
}
