import { continueAsNew, proxyActivities } from '@temporalio/workflow';
import type { Standing } from '#domain/processes.ts';
import type { MessagingActivities } from '../../activities/messaging/index.ts';
import { isLong } from '../long-run.ts';
import { createStanding } from '../standing.ts';

const { sendDueMessages } = proxyActivities<MessagingActivities>({
  startToCloseTimeout: '15 minutes',
  // After this time the server sees that a worker was killed, and another one takes over.
  heartbeatTimeout: '10 seconds',
  retry: { initialInterval: '1 second', maximumInterval: '10 seconds' },
  summary: 'Send what is due, for ten minutes',
});

/**
 * Keeps one dispatcher running for ever, one shift after the other. There is one instance for the whole installation.
 */
export async function dispatchMessages(input: { id: string }, before?: Standing): Promise<void> {
  const standing = createStanding<'sending'>('sending', before);
  while (!isLong()) {
    const { looked } = await sendDueMessages();
    standing.enter('sending', { counts: { messages_last_shift: looked } });
  }
  await continueAsNew<typeof dispatchMessages>(input, standing.carried);
}
