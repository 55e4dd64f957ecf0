import { gateJoin, gateReason } from '../consent/gate.ts';
import type { Context, Services } from '../context.ts';
import type { Claimed } from './claim.ts';

/**
 * Asks the gate once more about claimed messages that had to wait their turn at a slow provider. Whoever
 * withdrew since the claim is refused, with the reason, and nothing was handed over; an opt-out in progress is
 * waited for; a later one is the later of the two.
 * @returns which may be handed over now
 */
export async function askAgain(
  services: Services,
  ctx: Context,
  messages: readonly Pick<Claimed, 'id' | 'claim'>[],
): Promise<ReadonlySet<string>> {
  const ids = messages.map((m) => m.id);
  return services.db.withTenant(ctx, async (trx) => {
    await trx.raw(
      `select 1 from consents c where (c.address_bidx, c.channel, c.purpose_id) in (
         select address_bidx, channel, purpose_id from messages where id = any(?)) order by c.id for share`,
      [ids],
    );
    const { rows } = await trx.raw<{ rows: { id: string }[] }>(
      `with asked as materialized (
         select m.id, ${gateReason('m')} as refusal from messages m ${gateJoin('m')}
         where m.tenant_id = :tenant and m.id = any(:ids) and m.claim = any(:claims) and m.status = 'sending'
       ), stopped as (
         update messages m set status = 'refused', reason = a.refusal, claim = null, attempts = m.attempts - 1,
           updated_at = now()
         from asked a where m.tenant_id = :tenant and m.id = a.id and a.refusal is not null
         returning m.id, m.reason
       ), told as (
         insert into message_events (tenant_id, message_id, type, detail)
         select :tenant, id, 'refused', jsonb_build_object('reason', reason, 'at', 'hand_over') from stopped
       ), audited as (
         insert into audit_log (tenant_id, actor_type, action, entity_type, entity_id, detail, request_id)
         select :tenant, 'system', 'message.refused', 'message', id,
           jsonb_build_object('reason', reason, 'at', 'hand_over'), :request from stopped
       ), settled as (
         delete from outbox o using stopped s where o.tenant_id = :tenant and o.message_id = s.id
       )
       select id from asked where refusal is null`,
      {
        tenant: ctx.tenantId,
        ids,
        claims: messages.map((m) => m.claim),
        request: ctx.requestId,
      },
    );
    return new Set(rows.map((row) => row.id));
  });
}
