import type { Trx } from '#lib/db.ts';
import { invalidField } from '#lib/errors.ts';
import { timeOf } from '#lib/transaction-time.ts';
import { MOST_YEARS, TIME_REFUSED } from './when.contract.ts';

/** How far in the past a given time may be: requests take time, and clocks differ. */
const GRACE_MS = 60_000;

/** Returns whether a time for a campaign is more than a minute in the past. */
export const hasPassed = (trx: Trx, at: Date | null): boolean =>
  at !== null && at.getTime() < timeOf(trx).getTime() - GRACE_MS;

/**
 * Refuses a time in the past, which would send at once although nobody asked for that, and one too far ahead, which
 * would never send.
 * @param path the field that contains it
 * @throws AppError invalid
 */
export function assertAhead(trx: Trx, path: string, at: Date | null | undefined): void {
  if (at && hasPassed(trx, at)) {
    throw invalidField(path, TIME_REFUSED.past);
  }
  if (at && at > lastTime(trx)) {
    throw invalidField(path, TIME_REFUSED.far);
  }
}

function lastTime(trx: Trx): Date {
  const last = new Date(timeOf(trx));
  last.setUTCFullYear(last.getUTCFullYear() + MOST_YEARS);
  return last;
}

/**
 * Returns when to send a campaign.
 * @param asked by the caller; undefined: at the time it already has, or now when it has none
 * @throws AppError invalid (at) when that time has passed
 */
export function timeToSend(trx: Trx, asked: Date | 'now' | undefined, kept: Date | null): Date {
  if (asked === 'now') return timeOf(trx);
  assertAhead(trx, 'at', asked);
  if (asked) return asked;
  if (!hasPassed(trx, kept)) return kept ?? timeOf(trx);
  throw invalidField(
    'at',
    'is required, because the planned time has passed; give a time or "now"',
  );
}
