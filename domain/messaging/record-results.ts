import { prepared } from '#lib/prepared.ts';
import type { Context, Services } from '../context.ts';
import { recordSql, resultRows } from '../message-ledger/record-sql.ts';
import { blockRefused } from './block-refused.ts';
import type { Claimed } from './claim.ts';
import type { Content } from './content.ts';
import { resultOf } from './result-of.ts';
import type { HandOver } from './rules.ts';
import { costsOf } from './text-price.ts';

/** `content` is set where the hand-over was tried: an address that does not exist is not tried again. */
export type Result = { message: Claimed & { content?: Content }; handOver: HandOver };

/**
 * Records the results of hand-overs in one statement: ledger, events, audit and outbox together. Ignores results from
 * a process that has lost its claim. A delivery report that came first stays and has written the event: nothing is
 * written twice.
 */
export async function recordResults(
  services: Services,
  ctx: Context,
  results: readonly Result[],
): Promise<void> {
  if (!results.length) return;
  const keys = await services.keyring.keys(ctx);
  await services.db.withTenant(ctx, async (trx) => {
    const costs = await costsOf(
      trx,
      results.flatMap(({ message: { id, channel, content }, handOver }) =>
        channel === 'sms' && content ? [{ id, to: content.to, text: content.text, handOver }] : [],
      ),
    );
    const rows = resultRows(
      results.map(({ message, handOver }) => ({
        ...resultOf(message, handOver),
        cost: costs.get(message.id),
      })),
    );
    await prepared(
      trx,
      `with ${recordSql()}, changed as (
         select * from recorded where changed
       ), told as (
         insert into message_events (tenant_id, message_id, type, detail)
         select :tenant, id, case when status = 'queued' then 'deferred' else status end,
           jsonb_strip_nulls(jsonb_build_object('hand_over', handover, 'code', code)) from changed
       ), audited as (
         insert into audit_log (tenant_id, actor_type, action, entity_type, entity_id, detail, request_id)
         select :tenant, 'system', 'message.' || case when status = 'queued' then 'deferred' else status end,
           'message', id, jsonb_strip_nulls(jsonb_build_object('code', code)), :request from changed
       ), finished as (
         delete from outbox o using recorded h
         where o.tenant_id = :tenant and o.message_id = h.id and not (h.open and h.wait is not null)
       )
       update outbox o set due_at = now() + h.wait * interval '1 millisecond' from recorded h
       where o.tenant_id = :tenant and o.message_id = h.id and h.open and h.wait is not null`,
      { results: rows, tenant: ctx.tenantId, request: ctx.requestId },
    );
    await blockRefused(
      trx,
      ctx,
      keys,
      results.flatMap(({ message: { id, channel, content }, handOver }) =>
        content ? [{ id, channel, address: content.to, handOver }] : [],
      ),
    );
  });
}
