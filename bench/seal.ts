import { parseArgs } from 'node:util';
import { publishSeals } from '#domain/recovery/publish-seals.ts';
import { MOST_AT_ONCE, sealAudit } from '#domain/audit/seal-audit.ts';
import { verifyAudit } from '#domain/audit-log/verify-audit.ts';
import { systemContext, type Context } from '#domain/context.ts';
import { provisionTenant } from '#domain/organizations/provision.ts';
import { newId, tenantId } from '#lib/ids.ts';
import type { Written } from './audit-writers.ts';
import { runWriters } from './children.ts';
import { figure, printFigures, type Figure } from './figures.ts';
import { measured, startBench, teller, type Bench, type Stops } from './stack.ts';

/*
 * npm run bench:seal [-- --rate 1000 --seconds 10 --rounds 3 --json]
 * Measures whether sealing keeps up with this rate of audit rows, and what it costs the writers. They write alone,
 * and while everything is sealed and published each second, in turns; first at a fixed rate, then as fast as they
 * can.
 */
const { values: options } = parseArgs({
  options: {
    rate: { type: 'string', default: '1000' },
    seconds: { type: 'string', default: '10' },
    rounds: { type: 'string', default: '3' },
    json: { type: 'boolean', default: false },
  },
});
const [rate = 0, seconds = 0, rounds = 0] = [options.rate, options.seconds, options.rounds].map(
  Number,
);
if (!(rate >= 1 && seconds >= 1 && rounds >= 1)) {
  console.error('--rate, --seconds and --rounds take numbers from 1');
  process.exit(1);
}
const tell = teller(options.json);
const CONNECTIONS = 8;

type Sealing = { rows: number; busyMs: number; backlog: number };

async function main(stops: Stops): Promise<Figure[]> {
  tell('Starting Postgres …');
  const bench = await startBench(stops, tell, { databaseOnly: true });
  const { services } = bench.runtime;
  const ctx = systemContext(tenantId(newId()), 'bench');
  await provisionTenant(services, { tenantId: ctx.tenantId, name: 'Bench', slug: 'bench' });
  const write = (perSecond: number | null, forSeconds = seconds): Promise<Written> =>
    runWriters(bench.env, { tenantId: ctx.tenantId, seconds: forSeconds, rate: perSecond, connections: CONNECTIONS }); // prettier-ignore
  await write(rate, 3);

  const paced = await inTurns(bench, ctx, () => write(rate), `${rate} rows a second`);
  const full = await inTurns(bench, ctx, () => write(null), 'as many rows as they can');
  tell('Checking every seal …');
  const verdict = await verifyAudit(services, ctx);
  if (!verdict.ok || verdict.unsealed)
    throw new Error(`sealed wrongly: ${JSON.stringify(verdict)}`);
  return [
    ...figuresOf(`writers.at_${rate}`, paced),
    ...figuresOf('writers.at_most', full),
    figure('verified', verdict.entries, 'rows'),
  ];
}

type Turns = { alone: Written[]; beside: Written[]; sealing: Sealing[] };

/** Runs the same writers without and with sealing in turns, so that other load of the machine affects both alike. */
async function inTurns(
  bench: Bench,
  ctx: Context,
  write: () => Promise<Written>,
  what: string,
): Promise<Turns> {
  const turns: Turns = { alone: [], beside: [], sealing: [] };
  for (let round = 1; round <= rounds; round++) {
    tell(`Round ${round}: writers alone, ${what} …`);
    turns.alone.push(await write());
    await sealAll(bench, ctx);
    tell(`Round ${round}: the same while sealing each second …`);
    const sealing = sealEachSecond(bench, ctx);
    turns.beside.push(await write());
    turns.sealing.push(await sealing.stop());
  }
  return turns;
}

/** Seals like the workflow, but each second instead of each minute. */
function sealEachSecond(bench: Bench, ctx: Context): { stop(): Promise<Sealing> } {
  const done: Sealing = { rows: 0, busyMs: 0, backlog: 0 };
  const ended = new AbortController();
  const loop = (async () => {
    while (!ended.signal.aborted) {
      const began = performance.now();
      done.rows += await sealAll(bench, ctx);
      const took = performance.now() - began;
      done.busyMs += took;
      await new Promise((next) => setTimeout(next, Math.max(0, 1000 - took)));
    }
  })();
  return {
    async stop() {
      ended.abort();
      await loop;
      done.backlog = await sealAll(bench, ctx);
      return done;
    },
  };
}

async function sealAll({ runtime }: Bench, ctx: Context): Promise<number> {
  let rows = 0;
  for (let count = MOST_AT_ONCE; count === MOST_AT_ONCE; rows += count) {
    count = await sealAudit(runtime.services, ctx);
  }
  await publishSeals(runtime.services, ctx);
  return rows;
}

/** Returns the median round, so that a single disturbed round does not decide. */
const middle = <T>(of: readonly T[], value: (one: T) => number): number =>
  of.map(value).toSorted((a, b) => a - b)[Math.floor(of.length / 2)] ?? 0;

const perSecond = (one: Written): number => one.rows / one.seconds;

function figuresOf(name: string, { alone, beside, sealing }: Turns): Figure[] {
  const [bare, ours] = [middle(alone, perSecond), middle(beside, perSecond)];
  const at = (runs: readonly Written[], p: 'p50' | 'p95'): number => middle(runs, (one) => one.ms[p]); // prettier-ignore
  return [
    figure(`${name}.alone.rate`, bare, 'rows/s'),
    figure(`${name}.while_sealing.rate`, ours, 'rows/s', bare),
    figure(`${name}.while_sealing.p50`, at(beside, 'p50'), 'ms', at(alone, 'p50')),
    figure(`${name}.while_sealing.p95`, at(beside, 'p95'), 'ms', at(alone, 'p95')),
    figure(`${name}.sealing.busy`, middle(sealing, (one) => one.busyMs / 10 / seconds), '% of the time'), // prettier-ignore
    figure(`${name}.sealing.backlog`, Math.max(...sealing.map((one) => one.backlog)), 'rows at the end'), // prettier-ignore
  ];
}

await measured(async (stops) => printFigures(await main(stops), options.json));
