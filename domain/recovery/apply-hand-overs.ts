import type { Trx } from '#lib/db.ts';
import type { Context } from '../context.ts';
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
    const about = { tenant: ctx.tenantId, ids: unpackIds(packed), why: RECOVERED, type };
    // Its fallback was already used then, if it was needed.
    await trx.raw(
      `update message_fallbacks set used_at = now(), plan_enc = null
       where tenant_id = :tenant and message_id = any(:ids::uuid[]) and used_at is null`,
      about,
    );
    const { rows } = await trx.raw<{ rows: { n: number }[] }>(
      `with gone as (
         update messages m set claim = null, held = null, not_before = null, updated_at = now(), reason = :why,
           -- What waited for consent went by one that is not known here.
           status = case when m.consent_event_id is null then 'canceled' else :type end,
           sent_at = case when :type in ('sent', 'delivered')
             then coalesce(m.sent_at, :moment::timestamptz) else m.sent_at end
         where m.tenant_id = :tenant and m.id = any(:ids::uuid[])
           and m.status in ('queued', 'sending', 'awaiting_consent')
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
