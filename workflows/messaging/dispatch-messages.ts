import { continueAsNew, proxyActivities } from '@temporalio/workflow';
import type { Standing } from '#domain/processes.ts';
import type { MessagingActivities } from '../../activities/messaging/index.ts';
import { isLong } from '../long-run.ts';
import { createStanding } from '../standing.ts';

const { sendDueMessages } = proxyActivities<MessagingActivities>({
  startToCloseTimeout: '15 minutes',
  // A worker that was killed is noticed after this long, and another one takes over.
  heartbeatTimeout: '10 seconds',
  retry: { initialInterval: '1 second', maximumInterval: '10 seconds' },
  summary: 'Send what is due, for ten minutes',
});

/** Keeps one dispatcher running for ever, shift after shift; there is one of it for the whole installation. */
export async function dispatchMessages(input: { id: string }, before?: Standing): Promise<void> {
  const standing = createStanding<'sending'>('sending', before);
  while (!isLong()) {
    const { looked } = await sendDueMessages();
    standing.enter('sending', { counts: { messages_last_shift: looked } });
  }
  await continueAsNew<typeof dispatchMessages>(input, standing.carried);
}
