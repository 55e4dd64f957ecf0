/** Seconds per day. */
const DAY = 86_400;

/**
 * Returns the begin of an organisation's daily run, in seconds of the UTC day: spread, so that not all begin at once.
 */
export const secondOfDay = (tenantId: string): number =>
  // The last digits of a UUID are random.
  Number.parseInt(tenantId.slice(-8), 16) % DAY;

/** Returns the next daily run after a moment. */
export function nextRunAfter(tenantId: string, now: Date): Date {
  const today = Math.floor(now.getTime() / 1000 / DAY) * DAY + secondOfDay(tenantId);
  return new Date((today * 1000 > now.getTime() ? today : today + DAY) * 1000);
}
