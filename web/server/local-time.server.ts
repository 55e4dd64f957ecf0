import { Temporal } from 'temporal-polyfill';

/** An instant as it is typed in a zone; empty without one. */
export const localOf = (at: string | null, zone: string): string =>
  at === null
    ? ''
    : Temporal.Instant.from(at)
        .toZonedDateTimeISO(zone)
        .toPlainDateTime()
        .toString({ smallestUnit: 'minute' });

/**
 * A date and time typed in a zone (`2030-01-31T09:00`) as an instant. Of an hour that happens twice the first is
 * meant; a time that the night skips comes as much later as was skipped: 02:30 becomes 03:30 (RFC 5545 §3.3.5).
 * @returns undefined when it is no date and time
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
