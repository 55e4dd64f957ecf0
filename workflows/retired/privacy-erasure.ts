import { makeContinueAsNewFunc, patched, proxyActivities } from '@temporalio/workflow';
import type { ProcessInputs } from '#domain/processes.ts';
import type { RetiredActivities } from '../../activities/retired/index.ts';
import { isLong } from '../long-run.ts';
import type { erasePerson } from '../privacy/erase-person.ts';
import { createWaiting } from '../wait.ts';

const { advanceErasure } = proxyActivities<RetiredActivities>({
  startToCloseTimeout: '6 hours',
  // A worker that was killed is noticed after this long; another goes on with what is left.
  heartbeatTimeout: '30 seconds',
  retry: { initialInterval: '1 second', maximumInterval: '1 minute' },
});

/** Erases one person. Waits for legal holds to be released; where it stands is in the erasure's row. */
export async function privacyErasure(
  input: ProcessInputs['privacy-erasure'],
): Promise<{ status: string }> {
  const { wait } = createWaiting();
  for (;;) {
    const now = await advanceErasure(input);
    if (now.waitMs === 0) return { status: now.status };
    await wait(now.waitMs);
    // One that waits for long goes on as the process of today, which needs no looks.
    if (isLong() && patched('goes-on-as-erasePerson')) {
      await makeContinueAsNewFunc<typeof erasePerson>({ workflowType: 'erasePerson' })(input);
    }
  }
}
