import { hmac } from '#lib/crypto.ts';
import type { Trx } from '#lib/db.ts';
import { AppError } from '#lib/errors.ts';
import { prepared } from '#lib/prepared.ts';
import type { TenantKeys } from '../keyring/keyring.ts';

/** At most `hits` in any `windowMs`. */
export type Limit = { windowMs: number; hits: number };

export type Counter = {
  /** What is counted; part of the counter's name. */
  what: string;
  /** The person or thing counted. May be personal data, since the counter's name is a keyed hash. */
  value: string;
  limits: readonly Limit[];
  /** The error message when the limit is reached. */
  message: string;
};

/**
 * Counts one hit for each counter, or refuses all. Counters belong to the platform: they apply across tenants and
 * processes, and are exact under concurrency, since a counter stays locked until the transaction ends. A rollback
 * also undoes the count. Always pass several counters in the same order, to prevent deadlocks.
 * @throws AppError rate_limited with the seconds until the first full counter accepts another hit
 */
export async function countShared(
  trx: Trx,
  keys: Pick<TenantKeys, 'shared'>,
  counters: readonly Counter[],
): Promise<void> {
  const waits = await hits(trx, keys, counters);
  const full = waits.findIndex((wait) => wait > 0);
  const counter = counters[full];
  if (counter)
    throw new AppError('rate_limited', counter.message, { retryAfter: waits[full] ?? 1 });
}

type Hit = Pick<Counter, 'what' | 'value' | 'limits'>;

/** Counts one hit. @returns 0, or the seconds to wait (then nothing was counted) */
export const hit = async (
  trx: Trx,
  keys: Pick<TenantKeys, 'shared'>,
  counter: Hit,
): Promise<number> => (await hits(trx, keys, [counter]))[0] ?? 0;

/**
 * Counts one hit for each counter, in this order, in one statement. If any has to wait, the caller must roll back,
 * since the others have counted. @returns the seconds to wait for each, 0 where the hit was counted
 */
export async function hits(
  trx: Trx,
  keys: Pick<TenantKeys, 'shared'>,
  counters: readonly Hit[],
): Promise<number[]> {
  const { rows } = await prepared<{ waits: number[] }>(
    trx,
    `select array[${counters.map(() => 'limits.hit(?, ?, ?)').join()}] as waits`,
    counters.flatMap(({ what, value, limits }) => [
      hmac(keys.shared, `${what}\0${value}`),
      limits.map((limit) => limit.windowMs),
      limits.map((limit) => limit.hits),
    ]),
  );
  return rows[0]?.waits ?? [];
}
