import type { Trx } from '#lib/db.ts';
import { timeOf } from '#lib/transaction-time.ts';
import { Campaign } from '#models/campaign.ts';
import { recordAudit } from '../audit/record.ts';
import type { Context, Services } from '../context.ts';
import { requeueSql } from '../message-ledger/stop-sql.ts';
import { SENDER_REFUSED } from '../messaging/rules.ts';
import { postSignal } from '../process-outbox/post.ts';
import { DONE } from './rules.ts';

/** The receiving side refuses us: the number of the last hand-overs refused, and one of its codes. */
export type SenderTrouble = { refused: number; of: number; code: string };

/**
 * Pauses a campaign whose sender or message is refused, with the reason, before it has used up its audience. Does
 * nothing if somebody changed its state meanwhile.
 */
export async function pauseRefused(
  services: Services,
  ctx: Context,
  id: string,
  { refused, of, code }: SenderTrouble,
): Promise<void> {
  await services.db.withTenant(ctx, async (trx) => {
    const failure = `The sender or the message is refused (${code}): ${refused} of the last ${of}. This is not the fault of any recipient, and no address was blocked. Once the cause is fixed, resume: those who were refused for it then get the message.`;
    const [paused] = await Campaign.query(trx)
      .where({ id, status: 'sending' })
      .patch({
        status: 'paused',
        failure,
        version: trx.raw('version + 1'),
        updated_at: timeOf(trx),
      })
      .returning('workflow_id');
    if (!paused) return;
    if (paused.workflow_id) {
      await postSignal(trx, ctx, 'campaign', [paused.workflow_id], 'paused', {});
    }
    await recordAudit(trx, ctx, {
      action: `campaign.${DONE.pause}`,
      entityType: 'campaign',
      entityId: id,
      detail: { from: 'sending', to: 'paused', reason: SENDER_REFUSED, refused, of, code },
    });
  });
}

/** Queues recipients again who were refused because of the sender. @returns how many */
export async function queueRefused(trx: Trx, ctx: Context, id: string): Promise<number> {
  const { rows } = await trx.raw<{ rows: { n: number }[] }>(
    `with back as (
       ${requeueSql(SENDER_REFUSED)} and m.campaign_id = :campaign
       returning m.id
     ), told as (
       insert into message_events (tenant_id, message_id, type, detail)
       select :tenant, id, 'queued', '{"reason": "${SENDER_REFUSED}"}'::jsonb from back
     )
     select count(*)::int as n from back`,
    { tenant: ctx.tenantId, campaign: id },
  );
  return rows[0]?.n ?? 0;
}
