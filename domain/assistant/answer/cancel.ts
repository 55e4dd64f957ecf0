import type { Trx } from '#lib/db.ts';
import type { Context, Services } from '../../context.ts';
import { ownMessage, recordIn } from '../conversations/conversations.ts';
import { postSignal } from '../../process-outbox/post.ts';
import { workflowId } from '../../processes.ts';

/** Cancels an answer of the caller that is being written. What was used is settled. @throws AppError not_found */
export const cancelAnswer = (
  services: Services,
  ctx: Context,
  conversationId: string,
  id: string,
): Promise<void> =>
  services.db.withTenant(ctx, async (trx) => {
    await ownMessage(trx, ctx, conversationId, id);
    if (await cancelIn(trx, ctx, id)) {
      await recordIn(trx, ctx, 'assistant.answer_stopped', conversationId);
    }
  });

/** Cancels a call if it is open. */
export const cancelCall = (services: Services, ctx: Context, id: string): Promise<boolean> =>
  services.db.withTenant(ctx, (trx) => cancelIn(trx, ctx, id));

/** A reader who is still there has looked within this time, in seconds. */
const LOOKED_S = 2;

/** Cancels an answer that nobody reads any more. */
export const cancelUnfollowed = (services: Services, ctx: Context, id: string): Promise<void> =>
  services.db.withTenant(ctx, async (trx) => {
    const left: unknown = await trx('assistant_messages')
      .where({ id, status: 'answering' })
      .whereRaw(`followed_at < clock_timestamp() - ? * interval '1 second'`, [LOOKED_S])
      .first('id');
    if (left) await cancelIn(trx, ctx, id);
  });

/** Cancels a call in the given transaction. @returns whether it was open */
export async function cancelIn(trx: Trx, ctx: Context, id: string): Promise<boolean> {
  const asked: number = await trx('assistant_calls')
    .where({ id, cancel_asked_at: null })
    .whereIn('status', ['requested', 'reserved'])
    .update({ cancel_asked_at: trx.raw('clock_timestamp()') });
  if (!asked) return false;
  const process = workflowId('assistant-call', ctx.tenantId, id);
  await postSignal(trx, ctx, 'assistant-call', [process], 'callCanceled', {});
  return true;
}
