import {
  ActivityCancellationType,
  CancellationScope,
  defineSignal,
  isCancellation,
  proxyActivities,
  setHandler,
} from '@temporalio/workflow';
import type { ProcessInputs, ProcessSignals } from '#domain/processes.ts';
import type { ReplayActivities } from '../../activities/replays/index.ts';
import { createStanding } from '../standing.ts';

type News = ProcessSignals['campaign-replay'];
export const canceled = defineSignal<[News['canceled']]>('canceled');

type Step = 'counting_decisions' | 'deciding_again' | 'giving_up' | 'ended';

const inLedger = {
  startToCloseTimeout: '2 hours',
  // After this time the server sees that a worker was killed; another one continues from the last chunk.
  heartbeatTimeout: '20 seconds',
  // 20 attempts take about 15 minutes: by then a database that was away is back, while a query that is too slow stays
  // slow.
  retry: { initialInterval: '1 second', maximumInterval: '1 minute', maximumAttempts: 20 },
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
} as const;
const { countDecisions } = proxyActivities<ReplayActivities>({
  ...inLedger,
  summary: 'Count the decisions of the campaign',
});
const { decideAgain } = proxyActivities<ReplayActivities>({
  ...inLedger,
  summary: 'Decide again, a thousand recipients at a time, from where the last try came to',
});
const { failReplay } = proxyActivities<ReplayActivities>({
  startToCloseTimeout: '1 minute',
  retry: { initialInterval: '1 second', maximumInterval: '1 minute' },
  summary: 'Write down that it could not be finished',
});

/**
 * Makes every decision of a campaign again, as of its original time. The replay's row records the progress, so each
 * attempt continues from there. A replay is canceled in that row; a signal reports it here. If all attempts fail, the
 * replay's status becomes `failed`.
 */
export async function decideCampaignAgain(
  input: ProcessInputs['campaign-replay'],
): Promise<{ status: string }> {
  const standing = createStanding<Step>('counting_decisions');
  const scope = new CancellationScope();
  let stopped = false;
  setHandler(canceled, () => {
    stopped = true;
    scope.cancel();
  });
  try {
    const { status, counts } = await scope.run(async () => {
      const { of } = await countDecisions(input);
      standing.enter('deciding_again', { counts: { done: 0, of } });
      return decideAgain(input);
    });
    standing.enter('ended', { counts });
    return { status };
  } catch (error) {
    if (isCancellation(error) && !stopped) throw error;
    if (!stopped) {
      standing.enter('giving_up');
      await failReplay(input);
    }
    standing.enter('ended');
    return { status: stopped ? 'canceled' : 'failed' };
  }
}
