import type { Trx } from '#lib/db.ts';
import type { Context } from '../context.ts';
import { restoreHandOverSql } from '../message-ledger/stop-sql.ts';
import { HANDED_OVER, RECOVERED, unpackIds, type Protection } from './journal.ts';

/**
 * Marks messages that were handed over after the backup, so that they are not handed over again. @returns how many
 * were new to the database
 */
export async function applyHandOvers(
  trx: Trx,
  ctx: Context,
  { handed_over, handed_over_until }: Pick<Protection, 'handed_over' | 'handed_over_until'>,
): Promise<number> {
  let count = 0;
  for (const type of HANDED_OVER) {
    const packed = handed_over[type];
    if (packed === undefined) continue;
    const about = { tenant: ctx.tenantId, ids: unpackIds(packed), type };
    // Its fallback was already used then, if it was needed.
    await trx.raw(
      `update message_fallbacks set used_at = now(), plan_enc = null
       where tenant_id = :tenant and message_id = any(:ids::uuid[]) and used_at is null`,
      about,
    );
    const { rows } = await trx.raw<{ rows: { n: number }[] }>(
      `with gone as (
         ${restoreHandOverSql(RECOVERED)} and m.id = any(:ids::uuid[])
         returning m.id, m.status
       ), told as (
         insert into message_events (tenant_id, message_id, type, detail)
         select :tenant, id, status, '{"reason": "recovered"}'::jsonb from gone
       ), recorded as (
         delete from outbox o using gone g where o.tenant_id = :tenant and o.message_id = g.id
       )
       select count(*)::int as n from gone`,
      { ...about, moment: handed_over_until },
    );
    count += rows[0]?.n ?? 0;
  }
  return count;
}
