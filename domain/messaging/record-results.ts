import type { Context, Services } from '../context.ts';
import { addressRefused } from '../consent/withdraw/address-refused.ts';
import type { Claimed } from './claim.ts';
import type { Content } from './content.ts';
import { blockOf, codeOf, handOverOutcome, type HandOver } from './rules.ts';
import { countTexts } from './text-price.ts';

/**
 * Condition under which a result may still change a message (`m` is the row as it was): its outcome is not known yet.
 */
export const OPEN = `m.status in ('sending', 'uncertain')`;

/** `content` is set where the hand-over was tried: an address that does not exist is not tried again. */
export type Result = { message: Claimed & { content?: Content }; handOver: HandOver };

/**
 * Records the results of hand-overs in one statement: ledger, events, audit and outbox together. Ignores results from
 * a process that has lost its claim. A delivery report that came first stays and has written the event: nothing is
 * written twice. A claim ends with its first result; only after "unknown", which a better result may follow, does it
 * stay.
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
    ...handOverOutcome(handOver, message),
  }));
  const keys = await services.keyring.keys(ctx);
  await services.db.withTenant(ctx, async (trx) => {
    await trx.raw(
      `with r as (
         select * from jsonb_to_recordset(:rows::jsonb) as x(id uuid, claim uuid, handover text,
           status text, reason text, "errorCode" text, "providerMessageId" text, "dueMs" float8)
       ), heard as (
         update messages m set
           status = case when ${OPEN} then r.status else m.status end,
           reason = case when ${OPEN} then coalesce(r.reason, m.reason) else m.reason end,
           error_code = case when ${OPEN} then r."errorCode" else m.error_code end,
           provider_message_id = coalesce(r."providerMessageId", m.provider_message_id),
           claim = case when ${OPEN} and r.status = 'uncertain' then m.claim end,
           sent_at = case when r.status = 'sent' then coalesce(m.sent_at, now()) else m.sent_at end,
           updated_at = now()
         from r where m.tenant_id = :tenant and m.id = r.id and m.claim = r.claim
         returning m.id, new.status, new.status <> old.status as changed, r.handover, r."errorCode" as code,
           case when old.status in ('sending', 'uncertain') then r."dueMs" end as due
       ), changed as (
         select * from heard where changed
       ), told as (
         insert into message_events (tenant_id, message_id, type, detail)
         select :tenant, id, case when status = 'queued' then 'deferred' else status end,
           jsonb_strip_nulls(jsonb_build_object('hand_over', handover, 'code', code)) from changed
       ), audited as (
         insert into audit_log (tenant_id, actor_type, action, entity_type, entity_id, detail, request_id)
         select :tenant, 'system', 'message.' || case when status = 'queued' then 'deferred' else status end,
           'message', id, jsonb_strip_nulls(jsonb_build_object('code', code)), :request from changed
       ), recorded as (
         delete from outbox o using heard h
         where o.tenant_id = :tenant and o.message_id = h.id and h.due is null
       )
       update outbox o set due_at = now() + h.due * interval '1 millisecond' from heard h
       where o.tenant_id = :tenant and o.message_id = h.id and h.due is not null`,
      { rows: JSON.stringify(rows), tenant: ctx.tenantId, request: ctx.requestId },
    );
    await countTexts(
      trx,
      results.flatMap(({ message, handOver }) =>
        message.channel === 'sms' && message.content
          ? [{ id: message.id, to: message.content.to, text: message.content.text, handOver }]
          : [],
      ),
    );
    for (const { message, handOver } of results) {
      const reason = blockOf(handOver);
      if (!reason || !message.content) continue;
      const { to: address } = message.content;
      const evidence = { code: codeOf(handOver), message_id: message.id };
      await addressRefused(trx, ctx, keys, {
        channel: message.channel,
        address,
        reason,
        evidence,
      });
    }
  });
}
