import { z } from 'zod';

/** How far back the dashboard looks, in days of the organisation's zone, today included. */
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
/** What every series says about its days. */
export type Days = { time_zone: string; from: string; to: string };
