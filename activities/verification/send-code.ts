import type { ProcessInputs } from '#domain/processes.ts';
import { prepareCode } from '#domain/verification/prepare-code.ts';
import { recordCodeHandOver } from '#domain/verification/record-hand-over.ts';
import type { CodeStanding } from '#domain/verification/time-left.ts';
import { providerDeferred } from '../after-rest.ts';
import { activityContext } from '../context.ts';
import type { ActivityDeps } from '../deps.ts';
import { handOver } from '../hand-over.ts';

/**
 * Hands over the code that is due; does nothing when none is. A hand-over that certainly did not happen is repeated
 * with a new code; one that may have happened is not.
 * @throws {ApplicationFailure} `ProviderDeferred` when the provider asks to wait
 */
export const createSendCode =
  (deps: ActivityDeps) =>
  async (input: ProcessInputs['verification']): Promise<CodeStanding> => {
    const ctx = activityContext(input);
    const code = await prepareCode(deps.services, ctx, input.id);
    if (!code.due) {
      if (code.restMs) throw providerDeferred('the sender rests', code.restMs);
      return code.stands;
    }
    const outcome = await handOver(deps, {
      ...code.message,
      reference: { tenantId: ctx.tenantId, kind: 'verification', id: input.id },
      messageId: `${input.id}.${code.send}`,
      headers: { 'Auto-Submitted': 'auto-generated' },
    });
    if (outcome.status === 'deferred') {
      throw providerDeferred(outcome.code, outcome.retryAfterMs);
    }
    return recordCodeHandOver(deps.services, ctx, input.id, {
      send: code.send,
      segments: code.segments,
      status: outcome.status,
      code: 'code' in outcome ? outcome.code : null,
      optedOut:
        outcome.status === 'rejected' && outcome.about === 'opted_out' ? code.message.to : null,
      providerMessageId: outcome.status === 'accepted' ? outcome.providerMessageId : null,
    });
  };
