import { ApplicationFailure } from '@temporalio/activity';
import type { ProcessInputs } from '#domain/processes.ts';
import { advanceVerification, recordCodeHandOver } from '#domain/verification/advance.ts';
import { forgotCopy, unprovenCopy } from '#domain/verification/unproven-copy.ts';
import type { Context } from '#domain/context.ts';
import { activityContext } from '../context.ts';
import type { ActivityDeps } from '../deps.ts';
import { handOver } from '../hand-over.ts';

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
    if (step.step === 'done') {
      await forgetUnproven(deps, ctx, input.id);
      return { done: true, status: step.status };
    }
    if (step.step === 'wait') return { done: false, waitMs: step.untilMs };
    const outcome = await handOver(deps, {
      ...step.message,
      reference: { tenantId: ctx.tenantId, kind: 'verification', id: input.id },
      messageId: `${input.id}.${step.send}`,
      headers: { 'Auto-Submitted': 'auto-generated' },
    });
    if (outcome.status === 'deferred') {
      throw ApplicationFailure.create({
        type: 'ProviderDeferred',
        message: `the provider did not take the code (${outcome.code})`,
        ...(outcome.retryAfterMs === undefined ? {} : { nextRetryDelay: outcome.retryAfterMs }),
      });
    }
    await recordCodeHandOver(deps.services, ctx, input.id, {
      send: step.send,
      segments: step.segments,
      status: outcome.status,
      code: 'code' in outcome ? outcome.code : null,
      providerMessageId: outcome.status === 'accepted' ? outcome.providerMessageId : null,
    });
    // Straight on to the wait, or to the end if it cannot be delivered.
    const next = await advanceVerification(deps.services, ctx, input.id);
    if (next.step === 'done') {
      await forgetUnproven(deps, ctx, input.id);
      return { done: true, status: next.status };
    }
    return { done: false, waitMs: next.step === 'wait' ? next.untilMs : 0 };
  };

/** A sign-up of somebody erased that nobody proved is forgotten by the provider too. @throws when it cannot be asked */
async function forgetUnproven({ services, sms }: ActivityDeps, ctx: Context, id: string) {
  const copy = sms.forget && (await unprovenCopy(services, ctx, id));
  if (!copy) return;
  await sms.forget?.(copy);
  await forgotCopy(services, ctx, id);
}
