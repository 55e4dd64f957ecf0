import {
  isCancellation,
  patched,
  proxyActivities,
  proxyLocalActivities,
} from '@temporalio/workflow';
import type { ProcessInputs } from '#domain/processes.ts';
import type { RetiredActivities } from '../../activities/retired/index.ts';
import { createWaiting } from '../wait.ts';

const { advanceVerification } = proxyActivities<RetiredActivities>({
  startToCloseTimeout: '30 seconds',
  retry: { initialInterval: '1 second', maximumInterval: '30 seconds' },
});

/** One try inside the workflow task: a person waits for this code, and a round through the server takes longer. */
const atOnce = proxyLocalActivities<RetiredActivities>({
  startToCloseTimeout: '30 seconds',
  retry: { maximumAttempts: 1 },
});

/**
 * One proof of an address: sends the code, sends another when asked, and ends when it is used up, right,
 * or late. What a code is worth is decided in the database (domain/address-proof/check.ts); this waits.
 */
export async function verification(
  input: ProcessInputs['verification'],
): Promise<{ status: string }> {
  const { wait } = createWaiting();
  let now = patched('first-code-at-once') ? await firstLook(input) : null;
  for (;;) {
    now ??= await advanceVerification(input);
    if (now.done) return { status: now.status };
    await wait(now.waitMs);
    now = null;
  }
}

/** @returns null when it has to be tried again, with patience */
const firstLook = (input: ProcessInputs['verification']) =>
  atOnce.advanceVerification(input).catch((error: unknown) => {
    if (isCancellation(error)) throw error;
    return null;
  });
