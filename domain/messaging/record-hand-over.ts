import { recordAudit } from '../audit/record.ts';
import type { Context, Services } from '../context.ts';

/** How the only hand-over of a message went: one that is written as `sending` and never tried again. */
export async function recordHandOver(
  services: Services,
  ctx: Context,
  messageId: string,
  result: {
    status: 'sent' | 'failed' | 'uncertain';
    code: string | null;
    providerMessageId: string | null;
  },
): Promise<void> {
  await services.db.withTenant(ctx, async (trx) => {
    await trx('messages')
      .where({ id: messageId })
      .update({
        status: trx.raw(`case when status = 'sending' then ? else status end`, [result.status]),
        error_code: result.code,
        provider_message_id: result.providerMessageId,
        sent_at: result.status === 'sent' ? trx.fn.now() : null,
        updated_at: trx.fn.now(),
      });
    await recordAudit(trx, ctx, {
      action: `message.${result.status}`,
      entityType: 'message',
      entityId: messageId,
      ...(result.code ? { detail: { code: result.code } } : {}),
    });
  });
}
