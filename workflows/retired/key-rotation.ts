import { continueAsNew, proxyActivities, sleep, workflowInfo } from '@temporalio/workflow';
import type { ProcessInputs } from '#domain/processes.ts';
import type { RotationStatus } from '#domain/keys/contract.ts';
import type { RetiredActivities } from '../../activities/retired/index.ts';

const { advanceRotation } = proxyActivities<RetiredActivities>({
  startToCloseTimeout: '1 hour',
  heartbeatTimeout: '30 seconds',
  retry: { initialInterval: '1 second', maximumInterval: '1 minute' },
});

/** Replaces a key of an organisation: a part of the work at a time, or a wait, until nothing needs the old one. */
export async function keyRotation(
  input: ProcessInputs['key-rotation'],
): Promise<{ status: RotationStatus }> {
  for (;;) {
    const { done, status, waitMs } = await advanceRotation(input);
    if (done) return { status };
    if (waitMs > 0) await sleep(waitMs);
    if (workflowInfo().continueAsNewSuggested) await continueAsNew<typeof keyRotation>(input);
  }
}
