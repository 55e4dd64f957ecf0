import { z } from 'zod';

/** What the process that calls is asked to do. */
export const loadJob = z.object({
  url: z.url(),
  headers: z.record(z.string(), z.string()),
  /** One after the other, from the first again when they are used up. */
  bodies: z.array(z.record(z.string(), z.unknown())).min(1),
  seconds: z.number().positive(),
  /** Calls a second, whether or not the earlier ones were answered; null: each connection as fast as it can. */
  rate: z.number().positive().nullable(),
  connections: z.int().positive(),
});
export type LoadJob = z.infer<typeof loadJob>;

export const loadResult = z.object({
  calls: z.int(),
  /** How many calls got which status; 0 is no answer. */
  statuses: z.record(z.string(), z.int()),
  /** When the first call was due, in milliseconds since 1970. */
  startedAt: z.number(),
  /** From the first call to the last answer. */
  seconds: z.number(),
  /** Milliseconds from when a call was due, so that waiting for a free connection counts. */
  ms: z.object({ p50: z.number(), p95: z.number(), p99: z.number(), max: z.number() }),
  /** CPU seconds of the caller itself. */
  cpuSeconds: z.number(),
  /** The `id` of each answer that was 2xx. */
  ids: z.array(z.string()),
});
export type LoadResult = z.infer<typeof loadResult>;
