import { Temporal } from 'temporal-polyfill';

/** 47 CFR 64.1200(a)(10): a withdrawal is honoured within ten business days of its receipt. */
export const BUSINESS_DAYS = 10;
/** Whoever has not decided by then is told once more: business days before the end. */
export const ESCALATE_AFTER = 8;

/**
 * The moment so many business days later, at the same hour of the zone. Saturdays and Sundays do not count; public
 * holidays do, since they differ by place and leaving them out only makes the end earlier.
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
