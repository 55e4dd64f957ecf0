import type { Trx } from '#lib/db.ts';
import { recordAudit } from '../audit/record.ts';
import type { Context } from '../context.ts';
import { raiseAlert } from './alerts.ts';
import { refusal } from './refuse.ts';
import { CONSECUTIVE_TO_STOP, FAILURES_TO_LOCK, FAILURE_WINDOW_MS, lockMs } from './rules.ts';

export type LockedBy = { address_bidx: Buffer; purpose: string };

/** @throws AppError rate_limited while this destination is locked for too many wrong codes */
export async function assertNotLocked(trx: Trx, destination: LockedBy): Promise<void> {
  const { address_bidx, purpose } = destination;
  const row: { seconds: number } | undefined = await trx('verification_locks')
    .where({ address_bidx, purpose })
    .where('locked_until', '>', trx.raw('clock_timestamp()'))
    .first(
      trx.raw(
        `least(extract(epoch from least(locked_until, now() + interval '1 day') - clock_timestamp()), 86400)::float8
         as seconds`,
      ),
    );
  if (row) throw refusal({ reason: 'locked', wait: row.seconds });
}

/**
 * Serialises the checks of one destination and purpose over all its verifications: each sees the failures of those
 * before it, so that parallel guesses cannot get past the lock.
 */
export async function lockDestination(
  trx: Trx,
  ctx: Context,
  { address_bidx, purpose }: LockedBy,
): Promise<void> {
  await trx.raw('select pg_advisory_xact_lock(hashtextextended(?, 0))', [
    `check:${ctx.tenantId}:${purpose}:${address_bidx.toString('hex')}`,
  ]);
}

/**
 * Counts a wrong code against the destination, whatever verification it was for. Neither a new code (NIST SP 800-63B
 * §3.2.2), nor a lock, nor a right code removes it from the 24-hour window. From the twentieth on each failure locks
 * the destination, for an hour, then twice as long each time, up to a day; a hundred without a right code lock it for
 * good. The level falls back a day after the last lock.
 */
export async function recordFailure(
  trx: Trx,
  ctx: Context,
  failed: LockedBy & { id: string; channel: string },
): Promise<void> {
  const { rows } = await trx.raw<{
    rows: { id: string; failures: number; consecutive: number; level: number }[];
  }>(
    `insert into verification_locks as l
       (tenant_id, address_bidx, purpose, channel, verification_id, consecutive, failed_at)
     values (:tenant, :address, :purpose, :channel, :verification, 1, array[clock_timestamp()])
     on conflict (tenant_id, address_bidx, purpose) do update set
       channel = excluded.channel,
       verification_id = excluded.verification_id,
       consecutive = l.consecutive + 1,
       failed_at = (l.failed_at || clock_timestamp())[greatest(1, cardinality(l.failed_at) + 2 - :most):]
     returning id, consecutive,
       (select count(*)::int from unnest(failed_at) f
         where f > clock_timestamp() - :windowMs * interval '1 millisecond') as failures,
       case when locked_until > clock_timestamp() - interval '24 hours' then locks else 0 end as level`,
    {
      tenant: ctx.tenantId,
      address: failed.address_bidx,
      purpose: failed.purpose,
      channel: failed.channel,
      verification: failed.id,
      most: FAILURES_TO_LOCK,
      windowMs: FAILURE_WINDOW_MS,
    },
  );
  const [row] = rows;
  if (!row) return;
  const stop = row.consecutive >= CONSECUTIVE_TO_STOP;
  if (!stop && row.failures < FAILURES_TO_LOCK) return;
  const level = row.level + 1;
  await trx('verification_locks')
    .where({ id: row.id })
    .update({
      locks: level,
      locked_until: stop
        ? trx.raw(`'infinity'::timestamptz`)
        : trx.raw(`clock_timestamp() + ? * interval '1 millisecond'`, [lockMs(level)]),
    });
  const detail = { purpose: failed.purpose, failures: row.failures, level, stopped: stop };
  if (stop) await raiseAlert(trx, ctx, { kind: 'destination_stopped', key: row.id, detail });
  await recordAudit(trx, ctx, {
    action: stop ? 'verification.destination_stopped' : 'verification.destination_locked',
    entityType: 'verification',
    entityId: failed.id,
    detail,
  });
}

/** Ends the run of failures after a right code; the failures of the last 24 hours and the lock level stay. */
export async function recordSuccess(trx: Trx, { address_bidx, purpose }: LockedBy): Promise<void> {
  await trx('verification_locks').where({ address_bidx, purpose }).update({ consecutive: 0 });
}
