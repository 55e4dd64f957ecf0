import type { Trx } from '#lib/db.ts';
import { AppError } from '#lib/errors.ts';
import type { Context } from '../context.ts';
import { CONSECUTIVE_TO_STOP, FAILURES_TO_LOCK, lockMs } from './rules.ts';

type Destination = { address_bidx: Buffer; purpose: string };

/** @throws AppError rate_limited while this destination is locked for too many wrong codes */
export async function assertNotLocked(trx: Trx, destination: Destination): Promise<void> {
  const row: { seconds: number } | undefined = await trx('verification_locks')
    .where(destination)
    .where('locked_until', '>', trx.fn.now())
    .first(trx.raw(`least(extract(epoch from locked_until - now()), 86400)::float8 as seconds`));
  if (row) {
    throw new AppError('rate_limited', 'Too many wrong codes for this address; try again later', {
      retryAfter: row.seconds,
    });
  }
}

/**
 * Counts a wrong code against the destination, whatever verification it was for: a new code does not
 * reset it (NIST SP 800-63B §3.2.2). Locks it when the count says so.
 */
export async function recordFailure(
  trx: Trx,
  ctx: Context,
  destination: Destination,
): Promise<void> {
  const { rows } = await trx.raw<{
    rows: { failures: number; consecutive: number; locks: number }[];
  }>(
    `insert into verification_locks as l (tenant_id, address_bidx, purpose, failures, consecutive)
     values (?, ?, ?, 1, 1)
     on conflict (tenant_id, address_bidx, purpose) do update set
       consecutive = l.consecutive + 1,
       failures = case when l.window_started_at > now() - interval '24 hours' then l.failures + 1 else 1 end,
       window_started_at = case when l.window_started_at > now() - interval '24 hours'
         then l.window_started_at else now() end
     returning failures, consecutive, locks`,
    [ctx.tenantId, destination.address_bidx, destination.purpose],
  );
  const row = rows[0];
  if (!row) return;
  const stop = row.consecutive >= CONSECUTIVE_TO_STOP;
  if (!stop && row.failures < FAILURES_TO_LOCK) return;
  await trx('verification_locks')
    .where(destination)
    .update({
      failures: 0,
      locks: row.locks + 1,
      window_started_at: trx.fn.now(),
      locked_until: stop
        ? trx.raw(`'infinity'::timestamptz`)
        : trx.raw(`now() + ? * interval '1 millisecond'`, [lockMs(row.locks + 1)]),
    });
}

/** A right code ends the run of failures; the 24-hour count stays. */
export async function recordSuccess(trx: Trx, destination: Destination): Promise<void> {
  await trx('verification_locks').where(destination).update({ consecutive: 0, locks: 0 });
}
