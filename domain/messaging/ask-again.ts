import type { Trx } from '#lib/db.ts';
import { timeOf } from '#lib/transaction-time.ts';
import type { Context, Services } from '../context.ts';
import { postponeSql, refuseSql } from '../message-ledger/claim-sql.ts';
import { addEventsSql, heldEvents, refusedEvents } from '../message-ledger/events-sql.ts';
import { rulesJoin, rulesReason } from '../message-rules/decide-sql.ts';
import { deferralsOf, type Deferrals } from '../message-rules/deferrals.ts';
import { rulesInForce } from '../message-rules/in-force.ts';
import type { TenantKeys } from '../keyring/keyring.ts';
import type { Claimed } from './claim.ts';
import { isResting } from '../senders/sender-rests.ts';

/** The messages that may be handed over now, and for how long; null: no window closes. */
export type Asked = { may: ReadonlySet<string>; leftMs: number | null };
type Asking = Pick<Claimed, 'id' | 'claim' | 'channel' | 'marketing'>;

/**
 * Checks all rules once more for claimed messages that had to wait their turn at a slow provider: consent, blocks,
 * quiet hours and caps. A message whose person withdrew since the claim is refused with the reason, and nothing was
 * handed over. The check waits for an opt-out in progress; an opt-out that starts later counts as after the send. A
 * message whose window has closed waits for the next one; one whose sender rests goes back to the queue.
 */
export async function askAgain(
  services: Services,
  ctx: Context,
  messages: readonly Asking[],
): Promise<Asked> {
  const ids = messages.map((m) => m.id);
  const keys = await services.keyring.keys(ctx);
  return services.db.withTenant(ctx, async (trx) => {
    await trx.raw(
      `select 1 from consents c where (c.address_bidx, c.channel, c.purpose_id) in (
         select address_bidx, channel, purpose_id from messages where id = any(?)) order by c.id for share`,
      [ids],
    );
    const { deferred, closesAt } = await deferralsOfMessages(trx, ctx, keys, messages);
    const { rows } = await trx.raw<{ rows: { id: string }[] }>(
      `with asked as materialized (
         select m.id, ${rulesReason('m')} as refusal, h.why, h.until, h.zone,
           ${isResting('m.tenant_id', 'm.channel')} as rests
         from messages m ${rulesJoin('m')}
         where m.tenant_id = :tenant and m.id = any(:ids) and m.claim = any(:claims) and m.status = 'sending'
       ), stopped as (
         ${refuseSql('asked')}
         returning m.id, m.reason
       ), waits as (
         ${postponeSql('asked')}
         returning m.id, m.channel, m.held, m.not_before, d.zone
       ), told as (
         ${addEventsSql(refusedEvents('stopped', 'refused', 'hand_over'), heldEvents('waits', 'hand_over'))}
       ), audited as (
         insert into audit_log (tenant_id, actor_type, action, entity_type, entity_id, detail, request_id)
         select :tenant::uuid, 'system', 'message.refused', 'message', id::text,
           jsonb_build_object('reason', reason, 'at', 'hand_over'), :request::text from stopped
         union all select :tenant::uuid, 'system', 'message.held', 'message', id::text,
           jsonb_build_object('reason', held, 'until', not_before, 'at', 'hand_over'), :request::text
           from waits where held is not null
       ), recorded as (
         delete from outbox o using stopped s where o.tenant_id = :tenant and o.message_id = s.id
       ), later as (
         update outbox o set due_at = coalesce(w.not_before, (select until from sender_rests r
           where r.tenant_id = :tenant and r.channel = w.channel), now())
         from waits w where o.tenant_id = :tenant and o.message_id = w.id
       )
       select id from asked where refusal is null and until is null and not rests`,
      {
        tenant: ctx.tenantId,
        ids,
        claims: messages.map((m) => m.claim),
        deferred: JSON.stringify(deferred),
        request: ctx.requestId,
      },
    );
    return {
      may: new Set(rows.map((row) => row.id)),
      leftMs: closesAt && closesAt.getTime() - timeOf(trx).getTime(),
    };
  });
}

async function deferralsOfMessages(
  trx: Trx,
  ctx: Context,
  keys: TenantKeys,
  messages: readonly Asking[],
): Promise<Deferrals> {
  const inForce = await rulesInForce(trx, ctx);
  const touched = messages.filter((message) => inForce.rules.touch(message));
  return deferralsOf(trx, ctx, keys, inForce, touched.map((message) => message.id)); // prettier-ignore
}
