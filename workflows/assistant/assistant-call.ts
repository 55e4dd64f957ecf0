import {
  ActivityCancellationType,
  CancellationScope,
  defineSignal,
  proxyActivities,
  proxyLocalActivities,
  setHandler,
} from '@temporalio/workflow';
import { RESERVED_FOR_MS, WAITS_FOR_MODEL } from '#domain/assistant/steps.contract.ts';
import type { ProcessInputs, ProcessSignals } from '#domain/processes.ts';
import type { AssistantActivities } from '../../activities/assistant/index.ts';
import { atOnce } from '../at-once.ts';
import { createStanding } from '../standing.ts';

type News = ProcessSignals['assistant-call'];
export const callCanceled = defineSignal<[News['callCanceled']]>('callCanceled');

type Step = 'reserving' | 'calling' | 'settling' | 'telling_owners' | 'ended';

/** Somebody waits for each of these: first in one attempt inside the workflow task, then with patience. */
const now = proxyLocalActivities<AssistantActivities>({
  startToCloseTimeout: '10 seconds',
  retry: { maximumAttempts: 1 },
});
const { reserveCall } = proxyActivities<AssistantActivities>({
  startToCloseTimeout: '30 seconds',
  scheduleToCloseTimeout: '2 minutes',
  retry: { initialInterval: '1 second', maximumInterval: '10 seconds' },
  summary: 'Reserve the prompt and the longest answer, if every limit allows it',
});
const { callModel } = proxyActivities<AssistantActivities>({
  startToCloseTimeout: RESERVED_FOR_MS,
  // After this time the server sees that a worker was killed.
  heartbeatTimeout: '10 seconds',
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  retry: { initialInterval: '1 second', maximumInterval: '10 seconds', maximumAttempts: 5 },
  summary: 'Ask the model, and store the answer as it comes',
});
const { settleCall } = proxyActivities<AssistantActivities>({
  startToCloseTimeout: '30 seconds',
  retry: { initialInterval: '1 second', maximumInterval: '1 minute' },
  summary: 'Settle to what was used, or release the reservation',
});
const { tellOwners } = proxyActivities<AssistantActivities>({
  startToCloseTimeout: '2 minutes',
  retry: { initialInterval: '5 seconds', maximumInterval: '10 minutes' },
  summary: 'Tell the owners by mail that the soft limit is reached',
});

/**
 * One call to a language model as a saga: reserve what it may use, call, and settle to what it has used, or release
 * the reservation. Whatever happens to the call (a failure, a time-out, a cancellation, a worker that dies), the
 * reservation ends.
 */
export async function assistantCall(
  input: ProcessInputs['assistant-call'],
): Promise<{ status: string }> {
  const standing = createStanding<Step>('reserving');
  const calling = new CancellationScope();
  setHandler(callCanceled, () => calling.cancel());

  let end = { status: 'released', tell: null as string | null };
  try {
    const { status } = await atOnce(
      () => now.reserveCall(input),
      () => reserveCall(input),
    );
    if (status === 'reserved') {
      standing.enter('calling', { waitingFor: [WAITS_FOR_MODEL], withinMs: RESERVED_FOR_MS });
      await calling.run(() =>
        CancellationScope.withTimeout(RESERVED_FOR_MS, () => callModel(input)),
      );
    }
  } catch {
    // It failed, was canceled, or its time is over: what was used of it is settled like that of any other.
  } finally {
    standing.enter('settling');
    end = await CancellationScope.nonCancellable(() =>
      atOnce(
        () => now.settleCall(input),
        () => settleCall(input),
      ),
    );
  }

  if (end.tell) {
    standing.enter('telling_owners');
    await CancellationScope.nonCancellable(() => tellOwners(input));
  }
  standing.enter('ended');
  return { status: end.status };
}
