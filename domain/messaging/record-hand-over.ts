import { recordAudit } from '../audit/record.ts';
import type { Context, Services } from '../context.ts';
import { countTexts, type GivenText } from './text-price.ts';

/** Records the only hand-over of a message: one that is written as `sending` and never tried again. */
export async function recordHandOver(
  services: Services,
  ctx: Context,
  messageId: string,
  result: {
    status: 'sent' | 'failed' | 'uncertain';
    code: string | null;
    providerMessageId: string | null;
    /** For a text: the result of its hand-over, with the text. */
    given?: Omit<GivenText, 'id'> | null;
  },
): Promise<void> {
  const { status, code, providerMessageId } = result;
  await services.db.withTenant(ctx, async (trx) => {
    const { rows } = await trx.raw<{ rows: { changed: boolean }[] }>(
      `update messages m set
         status = case when m.status = 'sending' then :status else m.status end,
         error_code = case when m.status = 'sending' then :code else m.error_code end,
         provider_message_id = coalesce(:provider, m.provider_message_id),
         sent_at = case when :status = 'sent' then coalesce(m.sent_at, now()) else m.sent_at end,
         updated_at = now()
       where m.id = :id returning new.status <> old.status as changed`,
      { id: messageId, status, code, provider: providerMessageId },
    );
    if (result.given) await countTexts(trx, [{ ...result.given, id: messageId }]);
    // An earlier delivery report has already recorded it.
    if (!rows[0]?.changed) return;
    await recordAudit(trx, ctx, {
      action: `message.${status}`,
      entityType: 'message',
      entityId: messageId,
      ...(code ? { detail: { code } } : {}),
    });
  });
}
