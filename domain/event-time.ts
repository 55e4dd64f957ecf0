import type { Trx } from '#lib/db.ts';
import { invalidField } from '#lib/errors.ts';
import { timeOf } from '#lib/transaction-time.ts';

/** Clocks differ a little: so far ahead is still now. */
const SLACK_MS = 60_000;

/**
 * A client says when something happened: that cannot lie ahead, by the clock of the transaction. What is stored is
 * never later than its recording (domain/consent/record/record-event.ts).
 * @param path the field it came in, in dot notation
 * @throws AppError invalid
 */
export function refuseAhead(trx: Trx, path: string, at: Date | undefined): void {
  if (at && at.getTime() > timeOf(trx).getTime() + SLACK_MS) {
    throw invalidField(path, 'lies in the future');
  }
}
