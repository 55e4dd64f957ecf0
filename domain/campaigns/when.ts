import type { Trx } from '#lib/db.ts';
import { invalidField } from '#lib/errors.ts';
import { timeOf } from '#lib/transaction-time.ts';

/** How late a named time may be: what a request takes on its way, and clocks that differ. */
const GRACE_MS = 60_000;

/** Whether a time for a campaign lies more than a minute in the past. */
export const hasPassed = (trx: Trx, at: Date | null): boolean =>
  at !== null && at.getTime() < timeOf(trx).getTime() - GRACE_MS;

/**
 * A time that has passed would send at once, which nobody asked for.
 * @param path the field that names it
 * @throws AppError invalid
 */
export function assertAhead(trx: Trx, path: string, at: Date | null | undefined): void {
  if (at && hasPassed(trx, at)) {
    throw invalidField(
      path,
      `lies in the past; name a later time, or schedule it with "at": "now"`,
    );
  }
}

/**
 * When a campaign goes out.
 * @param asked by the caller; undefined: at the time it has already, or now when it has none
 * @throws AppError invalid (at) when that time has passed
 */
export function timeToSend(trx: Trx, asked: Date | 'now' | undefined, kept: Date | null): Date {
  if (asked === 'now') return timeOf(trx);
  assertAhead(trx, 'at', asked);
  if (asked) return asked;
  if (!hasPassed(trx, kept)) return kept ?? timeOf(trx);
  throw invalidField(
    'at',
    'must be named, because the time it was to go out has passed; or say "now"',
  );
}
