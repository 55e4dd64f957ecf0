import { proxyActivities } from '@temporalio/workflow';
import type { ProcessInputs } from '#domain/processes.ts';
import type { MessagingActivities } from '../../activities/messaging/index.ts';
import { createWaiting } from '../wait.ts';

const { decideMessage } = proxyActivities<MessagingActivities>({
  startToCloseTimeout: '30 seconds',
  retry: { initialInterval: '1 second', maximumInterval: '1 minute' },
});

/**
 * A message that waits for somebody's yes: looks again when the consent changes, and ends when the message
 * is on its way or refused. A message that can go at once has no workflow.
 */
export async function sendWithConsent(
  input: ProcessInputs['message'],
): Promise<{ status: string }> {
  const { wait } = createWaiting();
  for (;;) {
    const now = await decideMessage(input);
    if (now.done) return { status: now.status };
    await wait(now.waitMs);
  }
}
