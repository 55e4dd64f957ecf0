import type { Trx } from '#lib/db.ts';
import { newId } from '#lib/ids.ts';
import { prepared } from '#lib/prepared.ts';
import { recordAudit } from '../audit/record.ts';
import type { Context } from '../context.ts';
import type { Destination } from '../prices/destination.ts';
import { raiseAlert } from './alerts.ts';
import { PUMPING } from './rules.ts';

export type Pumping = { prefix: string; country: string; sends: number; approved: number };

/** `closed`: blocked until the block ends; `pumping`: has to be blocked now. */
export type PrefixVerdict =
  { state: 'open' } | { state: 'closed'; wait: number } | { state: 'pumping'; found: Pumping };

/**
 * Judges a tenant's last minute and, for a text, how many codes to its prefix were typed in within the last hour
 * (docs/verification.md), counted since the last block at the earliest: lifting a block restarts the count. Call it
 * under the lock of the tenant's day.
 * @returns the seconds until the tenant may send again, 0 for now; and the verdict on the prefix
 */
export async function lookBack(
  trx: Trx,
  perMinute: number,
  to: Pick<Destination, 'prefix' | 'country'> | null,
): Promise<{ minuteWait: number; prefix: PrefixVerdict }> {
  const { rows } = await prepared<{
    minute: number | null;
    wait: number | null;
    sends: number;
    approved: number;
  }>(
    trx,
    `with last as (
       select max(coalesce(lifted_at, blocked_until)) as until,
         max(blocked_until) filter (where lifted_at is null) as closed_until
       from verification_prefix_blocks where prefix = :prefix)
     select
       (select extract(epoch from requested_at + interval '1 minute' - clock_timestamp())::float8
        from verification_sends where requested_at > clock_timestamp() - interval '1 minute'
        order by requested_at desc offset :most limit 1) as minute,
       extract(epoch from last.closed_until - clock_timestamp())::float8 as wait,
       count(s.id)::int as sends,
       count(distinct v.id) filter (where v.status = 'approved')::int as approved
     from last
     left join verification_sends s on s.prefix = :prefix
       and s.requested_at > clock_timestamp() - :windowMs * interval '1 millisecond'
       and s.requested_at > coalesce(last.until, '-infinity')
     left join verifications v on v.tenant_id = s.tenant_id and v.id = s.verification_id
     group by last.closed_until`,
    { prefix: to?.prefix ?? null, windowMs: PUMPING.windowMs, most: perMinute - 1 },
  );
  const { minute, wait, sends, approved } = rows[0] ?? {
    minute: 0,
    wait: 0,
    sends: 0,
    approved: 0,
  };
  const minuteWait = Math.max(0, minute ?? 0);
  if (wait !== null && wait > 0) return { minuteWait, prefix: { state: 'closed', wait } };
  const pumping = sends >= PUMPING.sends && approved < sends * PUMPING.conversion;
  if (!pumping || !to?.country) return { minuteWait, prefix: { state: 'open' } };
  const found = { prefix: to.prefix, country: to.country, sends, approved };
  return { minuteWait, prefix: { state: 'pumping', found } };
}

/** Blocks a prefix for an hour, once, however many requests detect it at the same time. */
export async function blockPrefix(trx: Trx, ctx: Context, found: Pumping): Promise<void> {
  await trx.raw('select pg_advisory_xact_lock(hashtextextended(?, 0))', [
    `prefix:${ctx.tenantId}:${found.prefix}`,
  ]);
  const closed = await trx('verification_prefix_blocks')
    .where({ prefix: found.prefix, lifted_at: null })
    .where('blocked_until', '>', trx.raw('clock_timestamp()'))
    .first('id');
  if (closed) return;
  const id = newId();
  await trx('verification_prefix_blocks').insert({
    tenant_id: ctx.tenantId,
    id,
    ...found,
    blocked_until: trx.raw(`clock_timestamp() + ? * interval '1 millisecond'`, [PUMPING.blockMs]),
  });
  await raiseAlert(trx, ctx, { kind: 'prefix_blocked', key: id, detail: found });
  await recordAudit(trx, ctx, {
    action: 'verification.prefix_blocked',
    entityType: 'verification_prefix_block',
    entityId: id,
    detail: found,
  });
}
