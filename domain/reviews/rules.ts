/** 47 CFR 64.1200(a)(10): a withdrawal is honoured within ten business days of its receipt. */
export const BUSINESS_DAYS = 10;
/** Whoever has not decided by then is told once more: business days before the end. */
export const ESCALATE_AFTER = 8;

const DAY_MS = 86_400_000;

/**
 * The moment so many business days later, at the same hour. Saturdays and Sundays of the zone do not count;
 * public holidays do, since they differ by place and leaving them out only makes the end earlier. Steps are
 * of 24 hours, so over a change of the clocks the end may be an hour off.
 * @param zone IANA, e.g. `America/New_York`
 */
export function addBusinessDays(from: Date, days: number, zone: string): Date {
  const weekday = new Intl.DateTimeFormat('en-US', { timeZone: zone, weekday: 'short' });
  let at = from.getTime();
  for (let left = days; left > 0;) {
    at += DAY_MS;
    if (!['Sat', 'Sun'].includes(weekday.format(at))) left--;
  }
  return new Date(at);
}
