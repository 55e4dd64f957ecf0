import { proxyActivities } from '@temporalio/workflow';
import type { ProcessInputs } from '#domain/processes.ts';
import type { VerificationActivities } from '../../activities/verification/index.ts';
import { createWaiting } from '../wait.ts';

const { advanceVerification } = proxyActivities<VerificationActivities>({
  startToCloseTimeout: '30 seconds',
  retry: { initialInterval: '1 second', maximumInterval: '30 seconds' },
});

/**
 * One proof of an address: sends the code, sends another when asked, and ends when it is used up, right,
 * or late. What a code is worth is decided in the database (domain/verification/check.ts); this waits.
 */
export async function verification(
  input: ProcessInputs['verification'],
): Promise<{ status: string }> {
  const { wait } = createWaiting();
  for (;;) {
    const now = await advanceVerification(input);
    if (now.done) return { status: now.status };
    await wait(now.waitMs);
  }
}
