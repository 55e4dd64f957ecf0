import { z } from 'zod';

const FIRST = Date.UTC(1990, 0, 1);
const LAST = Date.UTC(10_000, 0, 1);
const WITHIN = 'must be between the years 1990 and 9999';

/**
 * A moment as the client wrote it: RFC 3339 with its zone. Years are bounded: no stored data is older, and neither
 * Postgres nor a JSON answer can represent times far outside.
 */
export const instantText = z.iso
  .datetime({
    offset: true,
    // What is no time has no year to be checked.
    abort: true,
    error:
      'must be a time with its zone, such as 2026-11-01T08:00:00Z or 2026-11-01T09:00:00+01:00',
  })
  .refine(isWithin, WITHIN);

/** The same as a Date. For past events, use cases also check that it is not in the future (event-time.ts). */
export const instant = instantText.transform((text) => new Date(text));

/** A calendar day: `2026-11-01`. */
export const calendarDay = z.iso
  .date({ abort: true, error: 'must be a date such as 2026-11-01' })
  .refine(isWithin, WITHIN);

/** Returns whether a time can be stored. */
export const isKept = (at: Date): boolean => at.getTime() >= FIRST && at.getTime() < LAST;

function isWithin(text: string): boolean {
  return isKept(new Date(text));
}
