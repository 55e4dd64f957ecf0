import { ApplicationFailure } from '@temporalio/activity';
import type { ProcessInputs } from '#domain/processes.ts';
import { advanceVerification, recordCodeHandOver } from '#domain/verification/advance.ts';
import type { CodeMessage } from '#domain/verification/message.ts';
import type { SendOutcome } from '#providers/outcome.ts';
import { activityContext } from '../context.ts';
import type { ActivityDeps } from '../deps.ts';

export type Advanced = { done: true; status: string } | { done: false; waitMs: number };

/**
 * Brings a verification to where it should be: ends a late one, hands over a code that is due. A hand-over
 * that certainly did not happen is repeated with a new code; one that may have happened is not.
 */
export const createAdvanceVerification =
  (deps: ActivityDeps) =>
  async (input: ProcessInputs['verification']): Promise<Advanced> => {
    const ctx = activityContext(input);
    const step = await advanceVerification(deps.services, ctx, input.id);
    if (step.step === 'done') return { done: true, status: step.status };
    if (step.step === 'wait') return { done: false, waitMs: step.untilMs };
    const outcome = await handOver(deps, ctx.tenantId, input.id, step.message, step.send);
    if (outcome.status === 'deferred') {
      throw ApplicationFailure.create({
        type: 'ProviderDeferred',
        message: `the provider did not take the code (${outcome.code})`,
        ...(outcome.retryAfterMs === undefined ? {} : { nextRetryDelay: outcome.retryAfterMs }),
      });
    }
    await recordCodeHandOver(deps.services, ctx, input.id, {
      send: step.send,
      status: outcome.status,
      code: 'code' in outcome ? outcome.code : null,
      providerMessageId: outcome.status === 'accepted' ? outcome.providerMessageId : null,
    });
    // Straight on to the wait, or to the end if it cannot be delivered.
    const next = await advanceVerification(deps.services, ctx, input.id);
    if (next.step === 'done') return { done: true, status: next.status };
    return { done: false, waitMs: next.step === 'wait' ? next.untilMs : 0 };
  };

function handOver(
  deps: ActivityDeps,
  tenantId: string,
  id: string,
  message: CodeMessage,
  send: number,
): Promise<SendOutcome> {
  if (message.channel === 'sms') {
    return deps.sms.send({
      to: message.to,
      body: message.text,
      reference: { tenantId, kind: 'verification', id },
    });
  }
  const host = new URL(deps.services.publicUrl).hostname;
  return deps.email.send({
    to: message.to,
    from: deps.mailFrom,
    subject: message.subject ?? '',
    text: message.text,
    ...(message.html ? { html: message.html } : {}),
    messageId: `${id}.${send}@${host}`,
    headers: { 'Auto-Submitted': 'auto-generated' },
  });
}
