import type { Trx } from '#lib/db.ts';
import { timeOf } from '#lib/transaction-time.ts';

/** The end of a block lies at most this far ahead, as that of an API key: a time beyond is a mistyped year. */
const MOST_YEARS = 10;

/** Returns what is wrong with the end of a new block; undefined for one that may be, or for none. */
export function wrongEnd(end: Date | undefined, now: Date): string | undefined {
  if (!end) return undefined;
  if (end <= now) return 'is in the past: nothing would be blocked';
  const last = new Date(now);
  last.setUTCFullYear(last.getUTCFullYear() + MOST_YEARS);
  return end > last
    ? `lies more than ${MOST_YEARS} years ahead; leave it out for a block without an end`
    : undefined;
}

/** The same by the clock of the transaction. */
export const wrongEndNow = (
  trx: Trx,
  { expires_at: end }: { expires_at?: Date | undefined },
): string | undefined => wrongEnd(end, timeOf(trx));
