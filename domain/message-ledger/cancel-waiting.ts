import type { Knex } from 'knex';
import type { Trx } from '#lib/db.ts';
import { recordAudit } from '../audit/record.ts';
import type { Context } from '../context.ts';
import { cancelSql } from './stop-sql.ts';

/**
 * Cancels what waits to be sent: queued or deferred messages, those waiting for consent, and those of campaigns. Deletes
 * fallbacks first, because a canceled message would fall back to them.
 * @param which a condition on the messages `m`, with its bindings; `most` of them at a time, null for all
 * @param about what the audit log names
 * @returns how many were canceled
 */
export async function cancelWaiting(
  trx: Trx,
  ctx: Context,
  which: { sql: string; bindings: Knex.ValueDict; most: number | null },
  reason: 'contact_removed' | 'erased',
  about: { entityType: string; entityId: string },
): Promise<number> {
  const { rows } = await trx.raw<{ rows: { id: string }[] }>(
    `with chosen as (
       select m.id from messages m where ${which.sql}
         and m.status in ('queued', 'awaiting_consent') order by m.id limit :most for update
     ), no_other_way as (
       delete from message_fallbacks f using chosen c where f.message_id = c.id
     )
     select id from chosen`,
    { ...which.bindings, most: which.most },
  );
  const ids = rows.map((row) => row.id);
  if (!ids.length) return 0;
  await trx.raw(
    `with stopped as (
       ${cancelSql(reason)} and m.id = any(:ids::uuid[]) returning m.id
     ), taken as (
       delete from outbox o where o.message_id = any(:ids::uuid[])
     )
     insert into message_events (tenant_id, message_id, type, detail)
     select :tenant::uuid, id, 'canceled', jsonb_build_object('reason', :reason::text) from stopped`,
    { ids, tenant: ctx.tenantId, reason },
  );
  await recordAudit(trx, ctx, { action: 'messages.canceled', ...about, detail: { messages: ids } });
  return ids.length;
}
