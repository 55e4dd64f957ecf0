import type { Trx } from '#lib/db.ts';
import { newId } from '#lib/ids.ts';
import { recordAudit } from '../audit/record.ts';
import type { Context } from '../context.ts';
import { raiseAlert } from './alerts.ts';
import { PUMPING } from './rules.ts';

export type Pumping = { prefix: string; country: string; sends: number; approved: number };

/** `closed` until it opens by itself; `pumping` should be closed now. */
export type PrefixVerdict =
  { state: 'open' } | { state: 'closed'; wait: number } | { state: 'pumping'; found: Pumping };

/**
 * Looks at how many codes to a prefix were typed in within the last hour (rules.md §1.2), since its last
 * block at the earliest: who lifts a block starts the count anew. Ask under the lock of the tenant's day.
 */
export async function lookAtPrefix(
  trx: Trx,
  { prefix, country }: { prefix: string; country: string },
): Promise<PrefixVerdict> {
  const { rows } = await trx.raw<{ rows: { wait: number | null; sends: number; approved: number }[] }>(
    `with last as (
       select max(coalesce(lifted_at, blocked_until)) as until,
         max(blocked_until) filter (where lifted_at is null) as closed_until
       from verification_prefix_blocks where prefix = :prefix)
     select extract(epoch from last.closed_until - clock_timestamp())::float8 as wait,
       count(s.id)::int as sends,
       count(distinct v.id) filter (where v.status = 'approved')::int as approved
     from last
     left join verification_sends s on s.prefix = :prefix
       and s.requested_at > clock_timestamp() - :windowMs * interval '1 millisecond'
       and s.requested_at > coalesce(last.until, '-infinity')
     left join verifications v on v.tenant_id = s.tenant_id and v.id = s.verification_id
     group by last.closed_until`,
    { prefix, windowMs: PUMPING.windowMs },
  ); // prettier-ignore
  const { wait, sends, approved } = rows[0] ?? { wait: null, sends: 0, approved: 0 };
  if (wait !== null && wait > 0) return { state: 'closed', wait };
  const pumping = sends >= PUMPING.sends && approved < sends * PUMPING.conversion;
  const found = { prefix, country, sends, approved };
  return pumping ? { state: 'pumping', found } : { state: 'open' };
}

/** Closes a prefix for an hour, once, however many requests find it out together. */
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
