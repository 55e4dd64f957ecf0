import { proxyActivities } from '@temporalio/workflow';
import type { ProcessInputs } from '#domain/processes.ts';
import type { ReviewStatus } from '#domain/reviews/contract.ts';
import type { RetiredActivities } from '../../activities/retired/index.ts';
import { createWaiting } from '../wait.ts';

const { advanceReview } = proxyActivities<RetiredActivities>({
  startToCloseTimeout: '30 seconds',
  retry: { initialInterval: '1 second', maximumInterval: '1 minute' },
});

/**
 * The legal clock of words that may be a withdrawal (47 CFR 64.1200(a)(10)): waits for somebody to decide,
 * says when the end is near, and at the end withdraws. Two weeks of hourly looks are some 350 small steps.
 */
export async function consentReview(
  input: ProcessInputs['review'],
): Promise<{ status: ReviewStatus }> {
  const { wait } = createWaiting();
  for (;;) {
    const now = await advanceReview(input);
    if (now.waitMs === 0) return { status: now.status };
    await wait(now.waitMs);
  }
}
