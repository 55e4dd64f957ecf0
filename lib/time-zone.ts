import { Temporal } from 'temporal-polyfill';

/*
 * Days and months of a zone, computed here and never in SQL: zone names come from the runtime's time-zone data, and a
 * database may have older data (`Europe/Kyiv` is unknown to Postgres 14 and before).
 */

/**
 * Returns the moment a day begins in a zone. Where midnight is skipped, that is the day's first moment.
 * @param day `2026-11-01`
 */
export const dayStart = (day: string, zone: string, plusDays = 0): Date =>
  new Date(
    Temporal.PlainDate.from(day).add({ days: plusDays }).toZonedDateTime(zone).epochMilliseconds,
  );

/** Returns the date in a zone, such as `2026-11-01`. */
export const dayAt = (at: Date, zone: string, plusDays = 0): string =>
  zoned(at, zone).toPlainDate().add({ days: plusDays }).toString();

/** Returns the same local time a number of calendar months later; in a shorter month, its last day. */
export const monthsAfter = (at: Date, zone: string, months: number): Date =>
  new Date(zoned(at, zone).add({ months }).epochMilliseconds);

const zoned = (at: Date, zone: string) =>
  Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(zone);
