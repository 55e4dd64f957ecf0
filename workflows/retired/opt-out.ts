import { proxyActivities } from '@temporalio/workflow';
import type { ProcessInputs } from '#domain/processes.ts';
import type { ConsentActivities } from '../../activities/consent/index.ts';

const { stopMessages, confirmOptOut } = proxyActivities<ConsentActivities>({
  startToCloseTimeout: '1 minute',
  retry: { initialInterval: '1 second', maximumInterval: '1 minute' },
});

/**
 * What follows a withdrawal: messages that wait or are queued are canceled, and one confirmation goes out
 * (47 CFR 64.1200(a)(12)). The withdrawal already holds; nothing here can undo or delay it.
 */
export async function optOut(
  input: ProcessInputs['opt-out'],
): Promise<{ canceled: number; confirmed: boolean }> {
  const canceled = await stopMessages(input);
  const confirmed = await confirmOptOut(input);
  return { canceled, confirmed };
}
