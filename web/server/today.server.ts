/** The day it is for an organisation, `2026-11-01` (as Canada writes it): where a calendar opens. */
export const todayIn = (zone: string): string =>
  new Intl.DateTimeFormat('en-CA', { timeZone: zone, dateStyle: 'short' }).format(new Date());
