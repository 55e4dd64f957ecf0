import type { Context, Services } from '../context.ts';
import { addressRefused, type RefusedEffect } from '../consent/address-refused.ts';
import { followWithdrawal } from '../consent/withdraw.ts';
import type { Claimed } from './claim.ts';
import type { Content } from './content.ts';
import { blockOf, codeOf, settle, type HandOver } from './rules.ts';

/** `content` where the hand-over was tried: an address that is not there is not tried again. */
export type Result = { message: Claimed & { content?: Content }; handOver: HandOver };

/**
 * Records how hand-overs went, in one statement: ledger, events, audit and outbox together. Only the
 * holder of the claim is heard; a delivery report that was faster stays.
 */
export async function recordResults(
  services: Services,
  ctx: Context,
  results: readonly Result[],
): Promise<void> {
  if (!results.length) return;
  const rows = results.map(({ message, handOver }) => ({
    id: message.id,
    claim: message.claim,
    handover: handOver.status,
    ...settle(handOver, message),
  }));
  const keys = await services.keyring.keys(ctx);
  const effects: RefusedEffect[] = [];
  await services.db.withTenant(ctx, async (trx) => {
    await trx.raw(
      `with r as (
         select * from jsonb_to_recordset(:rows::jsonb) as x(id uuid, claim uuid, handover text,
           status text, reason text, "errorCode" text, "providerMessageId" text, "dueMs" float8)
       ), changed as (
         update messages m set
           status = case when m.status in ('sending', 'uncertain') then r.status else m.status end,
           reason = coalesce(r.reason, m.reason),
           error_code = r."errorCode",
           provider_message_id = coalesce(r."providerMessageId", m.provider_message_id),
           claim = case when r.status = 'queued' then null else m.claim end,
           sent_at = case when r.status = 'sent' then coalesce(m.sent_at, now()) else m.sent_at end,
           updated_at = now()
         from r where m.tenant_id = :tenant and m.id = r.id and m.claim = r.claim
         returning m.id, m.status, r.handover, r."errorCode" as code, r."dueMs" as due
       ), told as (
         insert into message_events (tenant_id, message_id, type, detail)
         select :tenant, id, case when status = 'queued' then 'deferred' else status end,
           jsonb_strip_nulls(jsonb_build_object('hand_over', handover, 'code', code)) from changed
       ), audited as (
         insert into audit_log (tenant_id, actor_type, action, entity_type, entity_id, detail, request_id)
         select :tenant, 'system', 'message.' || case when status = 'queued' then 'deferred' else status end,
           'message', id, jsonb_strip_nulls(jsonb_build_object('code', code)), :request from changed
       ), settled as (
         delete from outbox o using changed c
         where o.tenant_id = :tenant and o.message_id = c.id and c.due is null
       )
       update outbox o set due_at = now() + c.due * interval '1 millisecond' from changed c
       where o.tenant_id = :tenant and o.message_id = c.id and c.due is not null`,
      { rows: JSON.stringify(rows), tenant: ctx.tenantId, request: ctx.requestId },
    );
    for (const { message, handOver } of results) {
      const reason = blockOf(handOver);
      if (!reason || !message.content) continue;
      const { to: address } = message.content;
      const evidence = { code: codeOf(handOver), message_id: message.id };
      effects.push(
        await addressRefused(trx, ctx, keys, {
          channel: message.channel,
          address,
          reason,
          evidence,
        }),
      );
    }
  });
  for (const effect of effects) await followWithdrawal(services, ctx, effect);
}
