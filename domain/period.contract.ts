import { z } from 'zod';
import { calendarDay, instantText } from './instant.contract.ts';

const edge = z.union([calendarDay, instantText]).optional();

/**
 * `?from=&to=` of a list: days in the organisation's time zone, the last one included (`2026-11-01`), or exact
 * moments, `to` excluded.
 */
export const period = { from: edge, to: edge };
export type Period = { from?: string | undefined; to?: string | undefined };
