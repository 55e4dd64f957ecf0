import { recordAudit } from '../audit/record.ts';
import type { Context, Services } from '../context.ts';
import { recordSql, resultRows } from '../message-ledger/record-sql.ts';
import { costsOf, type GivenText } from './text-price.ts';

/** Records the hand-over of a message that is not in the outbox; `queued` if its provider has deferred it. */
export async function recordHandOver(
  services: Services,
  ctx: Context,
  messageId: string,
  result: {
    status: 'sent' | 'failed' | 'uncertain' | 'queued';
    code: string | null;
    providerMessageId: string | null;
    /** For a text: the result of its hand-over, with the text. */
    given?: Omit<GivenText, 'id'> | null;
  },
): Promise<void> {
  const { status, code } = result;
  const handOver = {
    id: messageId,
    claim: null,
    status,
    reason: null,
    code,
    provider: result.providerMessageId,
    wait: null,
  };
  await services.db.withTenant(ctx, async (trx) => {
    const given = result.given ? [{ ...result.given, id: messageId }] : [];
    const costs = await costsOf(trx, given);
    const { rows } = await trx.raw<{ rows: { changed: boolean }[] }>(
      `with ${recordSql()} select changed from recorded`,
      { results: resultRows([{ ...handOver, cost: costs.get(messageId) }]), tenant: ctx.tenantId },
    );
    // An earlier delivery report has already recorded it.
    if (!rows[0]?.changed) return;
    await recordAudit(trx, ctx, {
      action: `message.${status === 'queued' ? 'deferred' : status}`,
      entityType: 'message',
      entityId: messageId,
      ...(code ? { detail: { code } } : {}),
    });
  });
}
