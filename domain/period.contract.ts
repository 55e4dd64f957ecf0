import { z } from 'zod';
import { calendarDay, instantText } from './instant.contract.ts';

const edge = z.union([calendarDay, instantText]).optional();

/**
 * `?from=&to=` of a list: days in the organisation's time zone, the last one included (`2026-11-01`), or exact
 * moments, `to` excluded.
 */
export const period = { from: edge, to: edge };
/** The input of a list with a period. It ends after it begins. */
export const withPeriod = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z
    .strictObject({ ...shape, ...period })
    .refine(
      ({ from, to }: { from?: unknown; to?: unknown }) =>
        typeof from !== 'string' || typeof to !== 'string' || !isBefore(to, from),
      { path: ['to'], error: 'is before `from`' },
    );

/** Compares two edges; a day and a moment only where they are more than a day apart, because of time zones. */
const isBefore = (one: string, other: string): boolean =>
  Date.parse(one) < Date.parse(other) - (one.length === other.length ? 0 : 48 * 3_600_000);

export type Period = { from?: string | undefined; to?: string | undefined };
