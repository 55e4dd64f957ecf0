import { proxyActivities } from '@temporalio/workflow';
import type { ProcessInputs } from '#domain/processes.ts';
import type { ReplayActivities } from '../../activities/replays/index.ts';

const { replayCampaign } = proxyActivities<ReplayActivities>({
  startToCloseTimeout: '2 hours',
  heartbeatTimeout: '1 minute',
  retry: { initialInterval: '1 second', maximumInterval: '1 minute' },
});

/** Makes the decisions of a campaign again; how far it is stands in Postgres. */
export async function campaignReplay(
  input: ProcessInputs['campaign-replay'],
): Promise<{ done: true }> {
  return replayCampaign(input);
}
