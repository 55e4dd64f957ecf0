import { makeContinueAsNewFunc, patched, proxyActivities } from '@temporalio/workflow';
import type { ProcessInputs } from '#domain/processes.ts';
import type { RetiredActivities } from '../../activities/retired/index.ts';
import { isLong } from '../long-run.ts';
import type { answerRequest } from '../privacy/answer-request.ts';
import { createWaiting } from '../wait.ts';

const { advanceRequest } = proxyActivities<RetiredActivities>({
  startToCloseTimeout: '2 minutes',
  retry: { initialInterval: '1 second', maximumInterval: '1 minute' },
});

/**
 * The one-month clock of a person's request (Art. 12(3) GDPR): waits for the code that proves it, says when its end
 * is near and when it has passed, and tells the person what became of it. A month of hourly looks is some 750 steps.
 */
export async function privacyRequest(
  input: ProcessInputs['privacy-request'],
): Promise<{ status: string }> {
  const { wait } = createWaiting();
  for (;;) {
    const now = await advanceRequest(input);
    if (now.waitMs === 0) return { status: now.status };
    await wait(now.waitMs);
    // One that waits for long goes on as the process of today, which needs no looks.
    if (isLong() && patched('goes-on-as-answerRequest')) {
      await makeContinueAsNewFunc<typeof answerRequest>({ workflowType: 'answerRequest' })(input);
    }
  }
}
