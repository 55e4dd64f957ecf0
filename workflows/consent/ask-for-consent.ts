import {
  condition,
  defineSignal,
  ParentClosePolicy,
  proxyActivities,
  setHandler,
  startChild,
} from '@temporalio/workflow';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { workflowId, type ProcessInputs, type ProcessSignals } from '#domain/processes.ts';
import { WAITS_FOR_ANSWER } from '#domain/consent/steps.contract.ts';
import { OPT_IN_TTL_MS } from '#domain/verification/rules.ts';
import type { ConsentActivities } from '../../activities/consent/index.ts';
import { attributesOf } from '../attributes.ts';
import { createStanding } from '../standing.ts';
import { verifyAddress } from '../verification/verify-address.ts';

type News = ProcessSignals['opt-in'];
export const consentChanged = defineSignal<[News['consentChanged']]>('consentChanged');

type Step = 'asking' | 'waiting_for_answer' | 'confirming' | 'ended';

const { concludeOptIn, confirmOptIn } = proxyActivities<ConsentActivities>({
  startToCloseTimeout: '30 seconds',
  retry: { initialInterval: '1 second', maximumInterval: '1 minute' },
});

/**
 * Runs one request for consent. A verification workflow of its own sends the code or link. The person answers within
 * a day, or the request lapses. A yes is confirmed once. The yes itself is recorded where the code is checked, not
 * here.
 */
export async function askForConsent(input: ProcessInputs['opt-in']): Promise<{ state: string }> {
  const standing = createStanding<Step>('asking');
  let news = false;
  setHandler(consentChanged, () => {
    news = true;
  });

  if (input.verificationId) await sendProof(input.tenantId, input.verificationId);
  let asked = { state: 'pending', waitMs: OPT_IN_TTL_MS };
  do {
    standing.enter('waiting_for_answer', {
      waitingFor: [WAITS_FOR_ANSWER],
      withinMs: asked.waitMs,
    });
    await condition(() => news, asked.waitMs, { summary: 'The request lapses then' });
    news = false;
    asked = await concludeOptIn(input);
  } while (asked.waitMs > 0);

  if (asked.state === 'granted') {
    standing.enter('confirming');
    await confirmOptIn(input);
  }
  standing.enter('ended');
  return { state: asked.state };
}

/**
 * Starts the verification that sends the code or link. It outlives this workflow, because the person may ask for the
 * code again.
 */
async function sendProof(tenantId: string, id: string): Promise<void> {
  try {
    await startChild(verifyAddress, {
      workflowId: workflowId('verification', tenantId, id),
      args: [{ tenantId, id }],
      parentClosePolicy: ParentClosePolicy.ABANDON,
      typedSearchAttributes: attributesOf({ tenantId, id }),
      staticSummary: 'Proof of an address by a code or a link',
    });
  } catch (error) {
    // The same request came twice: its verification already runs.
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
}
