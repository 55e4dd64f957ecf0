import { createSecretKey, randomBytes } from 'node:crypto';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import pg from 'pg';
import { loadConfig, type Config } from '#lib/config.ts';
import { createRuntime, type Runtime } from '#runtime/services.ts';
import { migrate } from '../bin/migrate.ts';
import { freePort } from '../bin/services/ports.ts';
import { startPostgres } from '../bin/services/postgres.ts';
import { startTemporal } from '../bin/services/temporal.ts';
import { startReceiver, type Receiver } from './children.ts';

/** The services of a measurement: everything on this machine, in its own folder. */
export type Bench = {
  /** The configuration as environment variables, for child processes. */
  env: Record<string, string>;
  config: Config;
  runtime: Runtime;
  receiver: Receiver;
  /** The owner's address of the database. */
  databaseUrl: string;
  postgresPid: number;
};

export type Stops = (() => Promise<unknown>)[];

/** Counts statements, including those of triggers and foreign keys: see `topStatements`. */
const STATEMENTS = {
  shared_preload_libraries: 'pg_stat_statements',
  'pg_stat_statements.track': 'all',
  'pg_stat_statements.track_planning': 'on',
};

/** Starts Postgres with synchronous commits and, unless told otherwise, Temporal and an SMTP receiver. */
export async function startBench(
  stops: Stops,
  tell: (line: string) => void,
  parts: { databaseOnly?: boolean; statements?: boolean } = {},
): Promise<Bench> {
  const dir = resolve('.cache', `bench-${process.pid}`);
  await mkdir(dir, { recursive: true });
  stops.push(() => rm(dir, { recursive: true, force: true }));
  const postgres = await startPostgres(dir, {
    durable: true,
    settings: parts.statements ? STATEMENTS : {},
  });
  stops.push(postgres.stop);
  const temporal = parts.databaseOnly ? null : await startTemporal({ tell });
  if (temporal) stops.push(temporal.stop);
  const receiver = await startReceiver();
  stops.push(receiver.stop);
  const port = String(await freePort());
  const env = {
    ASSENT_ENV: 'test',
    ASSENT_DATA_DIR: dir,
    ASSENT_MASTER_KEY: randomBytes(32).toString('base64'),
    DATABASE_URL: postgres.url,
    SMTP_URL: receiver.url,
    MAIL_FROM: 'Bench <bench@assent.example>',
    PUBLIC_URL: 'https://assent.example',
    PORT: port,
    LOG_LEVEL: 'warn',
    ...(temporal ? { TEMPORAL_ADDRESS: temporal.address } : {}),
  };
  await migrate(postgres.url, createSecretKey(Buffer.from(env.ASSENT_MASTER_KEY, 'base64')));
  const config = loadConfig({ ...process.env, ...env });
  const runtime = createRuntime(config, 'bench');
  stops.push(runtime.close);
  const pidFile = await readFile(join(dir, 'postgres', 'postmaster.pid'), 'utf8');
  const postgresPid = Number.parseInt(pidFile, 10);
  return { env, config, runtime, receiver, databaseUrl: postgres.url, postgresPid };
}

/** Runs a measurement and stops what it started, in order, also after Ctrl-C or a failure. */
export async function measured(work: (stops: Stops) => Promise<void>): Promise<void> {
  const stops: Stops = [];
  const stop = async (): Promise<void> => {
    for (const one of stops.splice(0).toReversed()) await one().catch(() => undefined);
  };
  process.once('SIGINT', () => void stop().then(() => process.exit(130)));
  try {
    await work(stops);
  } catch (error) {
    console.error(error);
    process.exitCode = 1;
  } finally {
    await stop();
  }
}

/** Prints progress on standard error, with the time since the start. */
export const teller =
  (quiet: boolean) =>
  (line: string): void => {
    if (!quiet) console.error(`${(performance.now() / 1000).toFixed(1).padStart(6)} s  ${line}`);
  };

/**
 * Updates the planner's statistics of these tables, as autovacuum would within a minute. Not for empty tables: plans
 * made for them would always read whole tables.
 */
export async function analyze(databaseUrl: string, tables: readonly string[]): Promise<void> {
  const owner = new pg.Client(databaseUrl);
  await owner.connect();
  await owner.query(`analyze ${tables.join()}`).finally(() => owner.end());
}

/** Returns the slowest statements since the last call, in milliseconds for each `per`. */
export async function topStatements(databaseUrl: string, per: number): Promise<string[]> {
  const owner = new pg.Client(databaseUrl);
  await owner.connect();
  try {
    await owner.query('create extension if not exists pg_stat_statements');
    const { rows } = await owner.query<Record<'calls' | 'plan' | 'exec' | 'query', string>>(
      `select round(calls / $1::numeric, 2) as calls, round((total_plan_time / $1)::numeric, 3) as plan,
         round((total_exec_time / $1)::numeric, 3) as exec, left(regexp_replace(query, '\\s+', ' ', 'g'), 150) as query
       from pg_stat_statements order by total_plan_time + total_exec_time desc limit 40`,
      [per],
    );
    await owner.query('select pg_stat_statements_reset()');
    return rows.map((r) => `${r.calls} × plan ${r.plan} exec ${r.exec} ms  ${r.query}`);
  } finally {
    await owner.end();
  }
}
