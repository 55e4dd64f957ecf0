import { Temporal } from 'temporal-polyfill';

/*
 * Days and months of a zone, computed here and never in SQL: the names we take are those of the runtime's time-zone
 * data, and a database may have older ones (`Europe/Kyiv` is unknown to Postgres 14 and before).
 */

/** The moment a day begins in a zone; where its midnight is skipped, the first moment there is. @param day `2026-11-01` */
export const dayStart = (day: string, zone: string, plusDays = 0): Date =>
  new Date(
    Temporal.PlainDate.from(day).add({ days: plusDays }).toZonedDateTime(zone).epochMilliseconds,
  );

/** The day it is in a zone, `2026-11-01`. */
export const dayAt = (at: Date, zone: string, plusDays = 0): string =>
  zoned(at, zone).toPlainDate().add({ days: plusDays }).toString();

/** The same time by the zone's clock so many calendar months later; of a shorter month the last day. */
export const monthsAfter = (at: Date, zone: string, months: number): Date =>
  new Date(zoned(at, zone).add({ months }).epochMilliseconds);

const zoned = (at: Date, zone: string) =>
  Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(zone);
