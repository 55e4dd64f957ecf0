import { proxyActivities } from '@temporalio/workflow';
import type { ProcessInputs } from '#domain/processes.ts';
import type { ConsentActivities } from '../../activities/consent/index.ts';
import { createStanding } from '../standing.ts';

type Step = 'stopping_messages' | 'confirming' | 'ended';

const patience = {
  startToCloseTimeout: '1 minute',
  retry: { initialInterval: '1 second', maximumInterval: '1 minute' },
} as const;
const { stopMessages } = proxyActivities<ConsentActivities>({
  ...patience,
  summary: 'Cancel the messages that wait or are queued',
});
const { confirmOptOut } = proxyActivities<ConsentActivities>({
  ...patience,
  summary: 'Confirm the withdrawal once',
});

/**
 * Does what follows a withdrawal: cancels messages that wait or are queued, and sends one confirmation (47 CFR
 * 64.1200(a)(12)). The withdrawal is already in force; nothing here can undo or delay it.
 */
export async function followWithdrawal(
  input: ProcessInputs['opt-out'],
): Promise<{ canceled: number; confirmed: boolean }> {
  const standing = createStanding<Step>('stopping_messages');
  const canceled = await stopMessages(input);
  standing.enter('confirming', { counts: { messages_canceled: canceled } });
  const confirmed = await confirmOptOut(input);
  standing.enter('ended');
  return { canceled, confirmed };
}
