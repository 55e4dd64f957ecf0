import { Temporal } from 'temporal-polyfill';

/** Formats an instant as a field value in a zone; empty without one. */
export const localOf = (at: string | null, zone: string): string =>
  at === null
    ? ''
    : Temporal.Instant.from(at)
        .toZonedDateTimeISO(zone)
        .toPlainDateTime()
        .toString({ smallestUnit: 'minute' });

/**
 * Converts a date and time typed in a zone (`2030-01-31T09:00`) to an instant. If a time happens twice, the first is
 * meant. A time that is skipped is moved forward by as much as was skipped: 02:30 becomes 03:30 (RFC 5545 §3.3.5).
 * @returns undefined if it is not a date and time
 */
export function instantOf(local: string, zone: string): string | undefined {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$/.test(local)) return undefined;
  try {
    const { epochMilliseconds } = Temporal.PlainDateTime.from(local, { overflow: 'reject' })
      .toZonedDateTime(zone, { disambiguation: 'compatible' }); // prettier-ignore
    return new Date(epochMilliseconds).toISOString();
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
