import { proxyActivities } from '@temporalio/workflow';
import type { ProcessInputs } from '#domain/processes.ts';
import type { ReplayActivities } from '../../activities/replays/index.ts';
import type { RetiredActivities } from '../../activities/retired/index.ts';

const { replayCampaign } = proxyActivities<RetiredActivities>({
  startToCloseTimeout: '2 hours',
  heartbeatTimeout: '1 minute',
  // A quarter of an hour of failures: a database that was away is back by then; a query that is too slow stays so.
  retry: { initialInterval: '1 second', maximumInterval: '1 minute', maximumAttempts: 20 },
});

const { failReplay } = proxyActivities<ReplayActivities>({
  startToCloseTimeout: '1 minute',
  retry: { initialInterval: '1 second', maximumInterval: '1 minute' },
});

/** Makes the decisions of a campaign again; how far it is stands in Postgres. Says so when it cannot be finished. */
export async function campaignReplay(
  input: ProcessInputs['campaign-replay'],
): Promise<{ done: boolean }> {
  try {
    return await replayCampaign(input);
  } catch {
    await failReplay(input);
    return { done: false };
  }
}
