import { z } from 'zod';

const day = z.iso.date();
const moment = z.iso.datetime({ offset: true });
const edge = z.union([day, moment]).optional();

/**
 * `?from=&to=` of a list: days of the organisation's zone, the last one included (`2026-11-01`), or exact
 * moments, the last one not included.
 */
export const period = { from: edge, to: edge };
export type Period = { from?: string | undefined; to?: string | undefined };
