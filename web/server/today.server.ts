/** Returns an organization's current day, `2026-11-01` (the Canadian format), at which a calendar opens. */
export const todayIn = (zone: string): string =>
  new Intl.DateTimeFormat('en-CA', { timeZone: zone, dateStyle: 'short' }).format(new Date());
