import {
  prepareConfirmation,
  recordConfirmation,
  type ConfirmationCategory,
} from '#domain/consent/confirmation.ts';
import { activityContext } from '../context.ts';
import type { ActivityDeps } from '../deps.ts';
import { handOver } from '../hand-over.ts';

/** Sends the one confirmation of a consent event. @returns whether one was handed over now */
export const createConfirm =
  (deps: ActivityDeps, category: ConfirmationCategory) =>
  async (input: { tenantId: string; id: string }): Promise<boolean> => {
    const ctx = activityContext(input);
    const message = await prepareConfirmation(deps.services, ctx, { id: input.id, category });
    if (!message) return false;
    const outcome = await handOver(deps, {
      ...message,
      reference: { tenantId: ctx.tenantId, kind: 'message', id: message.messageId },
      headers: { 'Auto-Submitted': 'auto-generated' },
    });
    await recordConfirmation(deps.services, ctx, message.messageId, {
      status: STATUS[outcome.status],
      code: 'code' in outcome ? outcome.code : null,
      providerMessageId: outcome.status === 'accepted' ? outcome.providerMessageId : null,
    });
    return outcome.status === 'accepted';
  };

/** What an outcome means for a message that is handed over once. */
export const STATUS = {
  accepted: 'sent',
  rejected: 'failed',
  deferred: 'failed',
  unknown: 'uncertain',
} as const;
