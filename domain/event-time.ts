import type { Trx } from '#lib/db.ts';
import { invalidField } from '#lib/errors.ts';
import { timeOf } from '#lib/transaction-time.ts';

/** Clocks differ a little: a time up to this far ahead counts as now. */
const SLACK_MS = 60_000;

/**
 * Refuses a time of an event that is in the future, by the clock of the transaction. The stored time is never later
 * than its recording (domain/consent/record/record-event.ts).
 * @param path the field of the request, in dot notation
 * @throws AppError invalid
 */
export function refuseAhead(trx: Trx, path: string, at: Date | undefined): void {
  if (at && at.getTime() > timeOf(trx).getTime() + SLACK_MS) {
    throw invalidField(path, 'is in the future');
  }
}
