import {
  condition,
  defineSignal,
  isCancellation,
  proxyActivities,
  proxyLocalActivities,
  setHandler,
} from '@temporalio/workflow';
import type { ProcessInputs, ProcessSignals } from '#domain/processes.ts';
import { WAITS_FOR_CODE } from '#domain/verification/steps.contract.ts';
import type { VerificationActivities } from '../../activities/verification/index.ts';
import { createStanding } from '../standing.ts';

type News = ProcessSignals['verification'];
export const codeRequested = defineSignal<[News['codeRequested']]>('codeRequested');
export const codeDecided = defineSignal<[News['codeDecided']]>('codeDecided');

type Step = 'sending_code' | 'waiting_for_code' | 'ended';

const { sendCode } = proxyActivities<VerificationActivities>({
  startToCloseTimeout: '30 seconds',
  retry: { initialInterval: '1 second', maximumInterval: '30 seconds' },
  summary: 'Hand the code to the provider',
});
/**
 * One attempt inside the workflow task: a person waits for this code, and a round trip to the server takes longer.
 */
const first = proxyLocalActivities<VerificationActivities>({
  startToCloseTimeout: '30 seconds',
  retry: { maximumAttempts: 1 },
});
const { expireVerification } = proxyActivities<VerificationActivities>({
  startToCloseTimeout: '30 seconds',
  retry: { initialInterval: '1 second', maximumInterval: '30 seconds' },
  summary: 'End it, unless a newer code has moved its end',
});
const { forgetUnproven } = proxyActivities<VerificationActivities>({
  startToCloseTimeout: '30 seconds',
  retry: { initialInterval: '1 second', maximumInterval: '30 seconds' },
  summary: 'Have the provider forget the text of a sign-up that nobody proved',
});

/**
 * Proves one address: sends a code, then waits until the person types it in or its time is over. Codes are checked in
 * the database, even while no worker runs (domain/address-proof/check.ts); a signal reports the result here.
 */
export async function verifyAddress(
  input: ProcessInputs['verification'],
): Promise<{ status: string }> {
  const standing = createStanding<Step>('sending_code');
  let asked = 1;
  const over: { status?: string } = {};
  setHandler(codeRequested, ({ send }) => {
    asked = Math.max(asked, send);
  });
  setHandler(codeDecided, ({ status }) => {
    over.status = status;
  });

  let code = await sendFirstCode(input);
  const { held } = code;
  while (code.status === 'pending' && !over.status) {
    const { sent, waitMs } = code;
    standing.enter('waiting_for_code', {
      waitingFor: [WAITS_FOR_CODE],
      withinMs: waitMs,
      counts: { codes_sent: sent },
    });
    await condition(() => over.status !== undefined || asked > sent, Math.max(waitMs, 1), {
      summary: 'The code is valid until then',
    });
    if (over.status) break;
    if (asked > sent) standing.enter('sending_code');
    code = await (asked > sent ? sendCode(input) : expireVerification(input));
  }

  const status = over.status ?? code.status;
  if (held && status !== 'approved') await forgetUnproven(input);
  standing.enter('ended');
  return { status };
}

/** Sends in one attempt inside the workflow task; if that fails, with retries. */
async function sendFirstCode(input: ProcessInputs['verification']) {
  try {
    return await first.sendCode(input);
  } catch (error) {
    if (isCancellation(error)) throw error;
    return sendCode(input);
  }
}
