import { once } from 'node:events';
import { z } from 'zod';
import { recordAudits } from '#domain/audit/record.ts';
import { systemContext } from '#domain/context.ts';
import { loadConfig } from '#lib/config.ts';
import { newId, tenantId } from '#lib/ids.ts';
import { createRuntime } from '#runtime/services.ts';
import { percentiles } from './percentiles.ts';

/** The job of the writing process. */
export const writeJob = z.object({
  tenantId: z.string(),
  seconds: z.number().positive(),
  /** Rows a second, whether or not the earlier ones are committed; null: each connection as fast as it can. */
  rate: z.number().positive().nullable(),
  connections: z.int().positive(),
});
export type WriteJob = z.infer<typeof writeJob>;

export const written = z.object({
  rows: z.int(),
  /** From the first row to the last commit. */
  seconds: z.number(),
  /** Milliseconds from the planned start of a transaction to its commit. */
  ms: z.object({ p50: z.number(), p95: z.number(), p99: z.number(), max: z.number() }),
});
export type Written = z.infer<typeof written>;

/** Number of rows that a use case of moderate size writes at once, such as an opt-in or a handful of messages. */
const ROWS = 5;

/** Writes audit rows like use cases do: a few in each transaction. */
async function write(job: WriteJob): Promise<Written> {
  const runtime = createRuntime(loadConfig(), 'writers', job.connections);
  const ctx = systemContext(tenantId(job.tenantId), 'bench');
  // Connections are opened before the measurement begins.
  await Promise.all(
    Array.from({ length: job.connections }, () =>
      runtime.services.db.withTenant(ctx, (trx) => trx.raw('select pg_sleep(0.2)')),
    ),
  );
  const took: number[] = [];
  const began = performance.now();
  let taken = 0;
  const last = job.rate === null ? Infinity : Math.floor((job.rate * job.seconds) / ROWS);
  const one = async (): Promise<void> => {
    for (let n = taken++; n < last; n = taken++) {
      const due = job.rate === null ? performance.now() : began + (n * ROWS * 1000) / job.rate;
      if (due - began >= job.seconds * 1000) return;
      const early = due - performance.now();
      if (early > 0) await new Promise((done) => setTimeout(done, early));
      await runtime.services.db.withTenant(ctx, (trx) =>
        recordAudits(
          trx,
          ctx,
          Array.from({ length: ROWS }, () => ({
            action: 'consent.granted',
            entityType: 'consent',
            entityId: newId(),
            detail: { event_id: newId(), source: 'web_form', channel: 'email', number: n },
          })),
        ),
      );
      took.push(performance.now() - due);
    }
  };
  await Promise.all(Array.from({ length: job.connections }, one));
  const seconds = (performance.now() - began) / 1000;
  await runtime.close();
  return { rows: took.length * ROWS, seconds, ms: percentiles(took) };
}

if (import.meta.main) {
  const [job]: unknown[] = await once(process, 'message');
  process.send?.(await write(writeJob.parse(job)));
}
