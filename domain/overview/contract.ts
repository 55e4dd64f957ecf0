import { z } from 'zod';

/** Ranges of the dashboard, in days of the organisation's time zone, today included. */
export const RANGES = [7, 30, 90] as const;
export const range = z
  .preprocess(
    (value) => RANGES.find((days) => String(days) === value) ?? value,
    z.union(RANGES.map((days) => z.literal(days))),
  )
  .default(30);
export type Range = (typeof RANGES)[number];

/** Numbers by name, e.g. messages by status. */
export type Counts = Record<string, number>;
export type DayCounts = { day: string; counts: Counts };
/** The range of a series of days. */
export type Days = { time_zone: string; from: string; to: string };
