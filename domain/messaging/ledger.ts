import type { Trx } from '#lib/db.ts';
import { newId } from '#lib/ids.ts';
import { recordAudit } from '../audit/record.ts';
import type { AuditAction } from '../audit/sentences.contract.ts';
import type { Context } from '../context.ts';

/** Message events that have an audit row of their own. */
type MessageEventType = AuditAction extends infer A
  ? A extends `message.${infer T}`
    ? T
    : never
  : never;

/** Adds an event to a message, with its audit row. `detail` contains only ids, states and codes. */
export async function recordMessageEvent(
  trx: Trx,
  ctx: Context,
  messageId: string,
  type: MessageEventType,
  detail: Record<string, unknown>,
): Promise<void> {
  await trx('message_events').insert({
    tenant_id: ctx.tenantId,
    id: newId(),
    message_id: messageId,
    type,
    detail: JSON.stringify(detail),
  });
  await recordAudit(trx, ctx, {
    action: `message.${type}`,
    entityType: 'message',
    entityId: messageId,
    detail,
  });
}

/** Puts a message into the outbox and wakes the dispatcher after the commit. */
export async function enqueue(trx: Trx, ctx: Context, messageId: string, dueMs = 0): Promise<void> {
  await trx.raw(
    `insert into outbox (tenant_id, message_id, due_at)
     values (?, ?, now() + ? * interval '1 millisecond')
     on conflict (tenant_id, message_id) do update set due_at = excluded.due_at`,
    [ctx.tenantId, messageId, dueMs],
  );
  if (dueMs === 0) await trx.raw(`select pg_notify('outbox', '')`);
}
