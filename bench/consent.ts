import { hash } from 'node:crypto';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { systemContext, type Context } from '#domain/context.ts';
import { purposeNamed } from '#domain/purposes/purposes.ts';
import { askGate, askGates, columns, GATE, LOCK, type Asked } from '#domain/messaging/ask-gate.ts';
import { provisionTenant } from '#domain/organizations/provision.ts';
import type { Trx } from '#lib/db.ts';
import { newId, tenantId } from '#lib/ids.ts';
import { figure, printFigures, type Figure } from './figures.ts';
import { makeConsents } from './many-consents.ts';
import { percentiles } from './percentiles.ts';
import { measured, startBench, teller, type Bench, type Stops } from './stack.ts';

/*
 * npm run bench:consent [-- --consents 1000000 --decisions 5000 --json]
 * Measures the decision of a send with so many consents in the database: the database's own time for its two
 * statements (planning included), and the caller's time. In turns with it: one row by its primary key.
 */
const { values: options } = parseArgs({
  options: {
    consents: { type: 'string', default: '1000000' },
    decisions: { type: 'string', default: '5000' },
    json: { type: 'boolean', default: false },
  },
});
const [consents = 0, decisions = 0] = [options.consents, options.decisions].map(Number);
if (!(consents >= 1000 && decisions >= 100)) {
  console.error('--consents takes 1000 or more, --decisions 100 or more');
  process.exit(1);
}
const tell = teller(options.json);
/** Messages of one claim, or of one transaction of calls. */
const CHUNK = 50;

/** @returns milliseconds, if the database timed it itself */
type Ask = (trx: Trx) => Promise<number | void>;
const plan = z.tuple([z.object({ 'Planning Time': z.number(), 'Execution Time': z.number() })]);

async function main(stops: Stops): Promise<Figure[]> {
  tell('Starting Postgres …');
  const bench = await startBench(stops, tell, { databaseOnly: true });
  const { services } = bench.runtime;
  const ctx = systemContext(tenantId(newId()), 'bench');
  await provisionTenant(services, { tenantId: ctx.tenantId, name: 'Bench', slug: 'bench' });
  const purpose = await services.db.withTenant(ctx, (trx) => purposeNamed(trx, 'marketing'));
  tell(`Making ${consents.toLocaleString('en')} consents …`);
  await makeConsents(bench.databaseUrl, ctx, purpose.id, consents);

  const somebody = () => {
    const n = 1 + Math.floor(Math.random() * consents);
    const addressBidx = hash('sha256', String(n), 'buffer');
    return { n, asking: { channel: 'email' as const, purposeId: purpose.id, addressBidx } };
  };
  const one = (): Ask => {
    const { n, asking } = somebody();
    return async (trx) => mustBe(n, await askGate(trx, { tenantId: ctx.tenantId, ...asking }));
  };
  const many = (): Ask => {
    const people = Array.from({ length: CHUNK }, somebody);
    return async (trx) => {
      const asked = await askGates(trx, ctx.tenantId, people.map(({ asking }) => asking)); // prettier-ignore
      for (const [i, { n }] of people.entries()) mustBe(n, asked[i] ?? null);
    };
  };
  const inDatabase = (): Ask => {
    const about = columns([somebody().asking]);
    return async (trx) =>
      (await explained(trx, LOCK, about)) + (await explained(trx, GATE, [ctx.tenantId, ...about]));
  };
  const keys = await services.db.withTenant(ctx, (trx) => trx('consents').limit(1000).pluck('id'));
  const byKey = (): Ask => {
    const id = keys[Math.floor(Math.random() * keys.length)];
    return async (trx) => {
      await trx('consents').where({ id }).first('id');
    };
  };
  const kinds = [one, many, byKey, inDatabase];
  await time(bench, ctx, kinds, 200);
  tell(`Deciding ${decisions.toLocaleString('en')} times …`);
  const [single, chunk, row, inside] = await time(bench, ctx, kinds, decisions);
  if (!single || !chunk || !row || !inside) throw new Error('nothing was timed');
  return [
    figure('decision.in_database.p50', inside.p50, 'ms'),
    figure('decision.in_database.p95', inside.p95, 'ms'),
    figure('decision.in_database.p99', inside.p99, 'ms'),
    figure('decision.p50', single.p50, 'ms', row.p50),
    figure('decision.p95', single.p95, 'ms', row.p95),
    figure('decision.p99', single.p99, 'ms', row.p99),
    figure(`decision_of_${CHUNK}.p50`, chunk.p50, 'ms', row.p50),
    figure(`decision_of_${CHUNK}.p95`, chunk.p95, 'ms', row.p95),
    figure('row_by_key.p50', row.p50, 'ms'),
    figure('row_by_key.p95', row.p95, 'ms'),
  ];
}

/** Runs each in turn, one transaction each, so that other load of the machine affects all alike. */
async function time(
  { runtime }: Bench,
  ctx: Context,
  kinds: readonly (() => Ask)[],
  times: number,
): Promise<ReturnType<typeof percentiles>[]> {
  const took = kinds.map((): number[] => []);
  for (let i = 0; i < times; i++) {
    for (const [kind, make] of kinds.entries()) {
      const ask = make();
      const ms = await runtime.services.db.withTenant(ctx, async (trx) => {
        const began = performance.now();
        return (await ask(trx)) ?? performance.now() - began;
      });
      took[kind]?.push(ms);
    }
  }
  return took.map((values) => percentiles(values));
}

/** Returns milliseconds in the database. */
async function explained(
  trx: Trx,
  sql: string,
  bindings: readonly (string | Buffer[] | string[])[],
): Promise<number> {
  const { rows } = await trx.raw(`explain (analyze, format json) ${sql}`, [...bindings]);
  const [times] = plan.parse(rows[0]['QUERY PLAN']);
  return times['Planning Time'] + times['Execution Time'];
}

/**
 * Compares a decision with the state that many-consents.ts made.
 * @throws {Error} when the gate decides otherwise
 */
function mustBe(n: number, asked: Asked | null): void {
  const state = ['withdrawn', 'pending', 'imported_unproven'][(n % 10) - 7] ?? null;
  const expected = n % 100 === 1 ? 'suppressed_hard_bounce' : state;
  if (!asked || asked.reason !== expected) {
    throw new Error(`person ${n}: ${asked?.reason} instead of ${expected}`);
  }
}

await measured(async (stops) => printFigures(await main(stops), options.json));
