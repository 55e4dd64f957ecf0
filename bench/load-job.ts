import { z } from 'zod';

/** The job of the calling process. */
export const loadJob = z.object({
  url: z.url(),
  headers: z.record(z.string(), z.string()),
  /** Used one after the other, then again from the first. */
  bodies: z.array(z.record(z.string(), z.unknown())).min(1),
  seconds: z.number().positive(),
  /** Calls a second, whether or not the earlier ones were answered; null: each connection as fast as it can. */
  rate: z.number().positive().nullable(),
  connections: z.int().positive(),
});
export type LoadJob = z.infer<typeof loadJob>;

export const loadResult = z.object({
  calls: z.int(),
  /** Number of calls by status; 0 means no answer. */
  statuses: z.record(z.string(), z.int()),
  /** The planned time of the first call, in milliseconds since 1970. */
  startedAt: z.number(),
  /** From the first call to the last answer. */
  seconds: z.number(),
  /** Milliseconds from a call's planned time, so that waiting for a free connection counts. */
  ms: z.object({ p50: z.number(), p95: z.number(), p99: z.number(), max: z.number() }),
  /** CPU seconds of the caller itself. */
  cpuSeconds: z.number(),
  /** The `id` of each 2xx answer. */
  ids: z.array(z.string()),
});
export type LoadResult = z.infer<typeof loadResult>;
