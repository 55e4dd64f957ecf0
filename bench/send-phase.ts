import { setTimeout as sleep } from 'node:timers/promises';
import type { Context } from '#domain/context.ts';
import { runLoad } from './children.ts';
import type { LoadJob, LoadResult } from './load-job.ts';
import { measure, type Usage } from './measure.ts';
import type { Bench } from './stack.ts';

export type Phase = LoadResult & {
  /** Accepted calls per second, from the first call to the last message recorded as sent. */
  perSecond: number;
  usage: Record<string, Usage>;
};

/** Longest time for the last messages to be sent, in milliseconds. */
const PATIENCE = 120_000;

/**
 * Makes the calls, waits until everything accepted was sent, and counts.
 * @param pids the processes whose CPU time is reported
 * @throws {Error} unless every call was accepted, is in the ledger as sent and reached the receiver once
 */
export async function sendPhase(
  bench: Bench,
  ctx: Context,
  pids: Record<string, number>,
  job: LoadJob,
): Promise<Phase> {
  await bench.receiver.take();
  const watched = Object.entries(pids).map(([name, pid]) => ({ name, watch: measure(pid) }));
  const load = await runLoad(job);
  const last = await lastSent(bench, ctx, load.ids);
  const usage = Object.fromEntries(
    await Promise.all(watched.map(async ({ name, watch }) => [name, await watch.stop()])),
  );
  const got = await bench.receiver.take();
  const accepted = load.ids.length;
  const asked = new Set(load.ids).size;
  if (
    load.calls !== accepted ||
    asked !== accepted ||
    got.mails !== accepted ||
    got.messages !== accepted
  ) {
    throw new Error(
      `not every call is one mail: ${JSON.stringify({ ...load, ids: accepted, asked, got })}`,
    );
  }
  const seconds = Math.max(load.seconds, (last.getTime() - load.startedAt) / 1000);
  return { ...load, perSecond: accepted / seconds, usage };
}

/**
 * Returns when the last of these messages was recorded as sent.
 * @throws {Error} when that takes too long or one is not sent
 */
async function lastSent({ runtime }: Bench, ctx: Context, ids: string[]): Promise<Date> {
  const until = Date.now() + PATIENCE;
  for (;;) {
    const { rows } = await runtime.services.db.withTenant(ctx, (trx) =>
      trx.raw(
        `select count(*) filter (where status = 'sent' and sent_at is not null) as sent, max(updated_at) as last
         from messages where id = any(?)`,
        [ids],
      ),
    );
    if (rows[0].sent === ids.length) return rows[0].last;
    if (Date.now() > until) throw new Error(`${rows[0].sent} of ${ids.length} are sent`);
    await sleep(500);
  }
}
