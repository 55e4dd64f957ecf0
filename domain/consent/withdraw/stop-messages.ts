import type { Context, Services } from '../../context.ts';
import { recordAudit } from '../../audit/record.ts';
import { cancelSql } from '../../message-ledger/stop-sql.ts';
import { ConsentEvent } from '#models/consent-event.ts';
import { Consent } from '#models/consent.ts';

/**
 * Cancels the messages to this address and channel that wait or are queued and whose purpose is withdrawn. The gate
 * at the claim would refuse them too; this cancels them sooner.
 * @returns how many were canceled
 */
export async function stopMessages(
  services: Services,
  ctx: Context,
  withdrawEventId: string,
): Promise<number> {
  return services.db.withTenant(ctx, async (trx) => {
    const event = await ConsentEvent.query(trx).findOne({ id: withdrawEventId });
    if (!event) return 0;
    const consent = await Consent.query(trx).findOne({ id: event.consent_id }).throwIfNotFound();
    const { rows } = await trx.raw<{ rows: { id: string }[] }>(
      `with stopped as (
         ${cancelSql('withdrawn', 'consents c')} and m.campaign_id is null
           and m.address_bidx = :bidx and m.channel = :channel
           and c.tenant_id = m.tenant_id and c.address_bidx = m.address_bidx and c.channel = m.channel
           and c.purpose_id = m.purpose_id and c.state = 'withdrawn'
         returning m.id
       ), recorded as (
         insert into message_events (tenant_id, message_id, type, detail)
         select :tenant, id, 'canceled', '{"reason": "withdrawn"}'::jsonb from stopped
       )
       select id from stopped`,
      { bidx: consent.address_bidx, channel: consent.channel, tenant: ctx.tenantId },
    );
    if (rows.length) {
      await recordAudit(trx, ctx, {
        action: 'messages.canceled',
        entityType: 'consent',
        entityId: consent.id,
        detail: { messages: rows.map((r) => r.id) },
      });
    }
    return rows.length;
  });
}
