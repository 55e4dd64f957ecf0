import {
  condition,
  continueAsNew,
  defineSignal,
  proxyActivities,
  setHandler,
} from '@temporalio/workflow';
import { WAITS_FOR_CONSENT } from '#domain/messaging/steps.contract.ts';
import type { ProcessInputs, ProcessSignals, Standing } from '#domain/processes.ts';
import type { MessagingActivities } from '../../activities/messaging/index.ts';
import { isLong } from '../long-run.ts';
import { createStanding } from '../standing.ts';

type News = ProcessSignals['message'];
export const consentChanged = defineSignal<[News['consentChanged']]>('consentChanged');

type Step = 'deciding' | 'waiting_for_consent' | 'ended';

const { decideMessage } = proxyActivities<MessagingActivities>({
  startToCloseTimeout: '30 seconds',
  retry: { initialInterval: '1 second', maximumInterval: '1 minute' },
  summary: 'Ask the gate whether it may go now',
});

/**
 * Runs a message that waits for a person's consent. The message is decided again each time the consent changes, and
 * at its deadline. The workflow ends when the message is queued or refused. A message that can go at once has no
 * workflow.
 */
export async function sendOnceConsented(
  input: ProcessInputs['message'],
  before?: Standing,
): Promise<{ status: string }> {
  const standing = createStanding<Step>('deciding', before);
  let changes = 0;
  setHandler(consentChanged, () => {
    changes++;
  });
  for (;;) {
    const seen = changes;
    const decided = await decideMessage(input);
    if (decided.done) {
      standing.enter('ended');
      return { status: decided.status };
    }
    standing.enter('waiting_for_consent', {
      waitingFor: [WAITS_FOR_CONSENT],
      withinMs: decided.waitMs,
    });
    await condition(() => changes > seen, Math.max(decided.waitMs, 1), {
      summary: 'It waits no longer than until then',
    });
    if (isLong()) await continueAsNew<typeof sendOnceConsented>(input, standing.carried);
  }
}
