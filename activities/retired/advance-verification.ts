import type { ProcessInputs } from '#domain/processes.ts';
import type { ActivityDeps } from '../deps.ts';
import { createExpireVerification } from '../verification/expire-verification.ts';
import { createForgetUnproven } from '../verification/forget-unproven.ts';
import { createSendCode } from '../verification/send-code.ts';

export type Advanced = { done: true; status: string } | { done: false; waitMs: number };

/** The one step of the retired workflow `verification`: does whatever is due. */
export function createAdvanceVerification(deps: ActivityDeps) {
  const [sendCode, expireVerification, forgetUnproven] = [
    createSendCode(deps),
    createExpireVerification(deps),
    createForgetUnproven(deps),
  ];
  return async (input: ProcessInputs['verification']): Promise<Advanced> => {
    const sent = await sendCode(input);
    const stands = sent.waitMs === 0 ? await expireVerification(input) : sent;
    if (stands.status === 'pending') return { done: false, waitMs: stands.waitMs };
    await forgetUnproven(input);
    return { done: true, status: stands.status };
  };
}
