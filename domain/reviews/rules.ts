import { Temporal } from 'temporal-polyfill';

/** 47 CFR 64.1200(a)(10): a withdrawal must be honoured within ten business days of its receipt. */
export const BUSINESS_DAYS = 10;
/** Business days after receipt at which an undecided review becomes urgent. */
export const ESCALATE_AFTER = 8;

/**
 * Adds business days to a moment, at the same hour in the zone. Saturdays and Sundays do not count. Public holidays
 * count: they differ by country, and counting them only makes the deadline earlier.
 * @param zone IANA, e.g. `America/New_York`
 */
export function addBusinessDays(from: Date, days: number, zone: string): Date {
  let at = Temporal.Instant.fromEpochMilliseconds(from.getTime()).toZonedDateTimeISO(zone);
  for (let left = days; left > 0;) {
    at = at.add({ days: 1 });
    if (at.dayOfWeek <= FRIDAY) left--;
  }
  return new Date(at.epochMilliseconds);
}

const FRIDAY = 5;
