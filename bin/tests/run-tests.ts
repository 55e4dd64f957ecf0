import { createSecretKey, randomBytes } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import pg from 'pg';
import { bundleWorkflows } from '../../worker/bundle.ts';
import { buildWeb } from '../build-web.ts';
import { migrate } from '../migrate.ts';
import { startPostgres } from '../services/postgres.ts';
import { resolveTestServer } from '../services/temporal-test-server.ts';
import { startTemporal } from '../services/temporal.ts';
import { createCount } from './count.ts';
import { onTrueClock } from './faketime.ts';
import { makeFirstOrganization } from './first-organization.ts';
import { runCommand } from './run-command.ts';

export type TestRun = {
  /** The AVA files to run when none are named (ava.config.js). */
  kind: 'quick' | 'long' | 'all';
  /** Only these files. */
  files: readonly string[];
  /** Ends the run at once when Postgres is not on this day (UTC), because then the moved clock does not work. */
  day?: string;
};

/**
 * Runs AVA on its own Postgres and Temporal, with the workflows bundled and the pages built. Prints one plain last
 * line with the numbers of passed and failed tests.
 * @throws {Error} when a test failed
 */
export async function runTests({ kind, files, day }: TestRun): Promise<void> {
  const dir = resolve('.cache', `test-${process.pid}`);
  const masterKey = randomBytes(32);
  await mkdir(dir, { recursive: true });
  const bundle = join(dir, 'workflows.js');
  const starting = [
    // With more iterations, each of several thousand connections would spend milliseconds on hashing.
    startPostgres(dir, { durable: false, settings: { scram_iterations: '1' } }),
    startTemporal({ tell: console.log }),
  ] as const;
  try {
    const [postgres, temporal, testServer] = await Promise.all([
      ...starting,
      resolveTestServer(console.log),
      bundleWorkflows().then((code) => writeFile(bundle, code)),
      files.length && !files.some((file) => file.includes('web'))
        ? undefined
        : buildWeb({ log: console.log }),
    ]);
    if (day) await assertDay(postgres.url, day);
    const key = createSecretKey(masterKey);
    await migrate(postgres.url, key);
    await makeFirstOrganization(postgres.url, key);
    const count = createCount();
    const env = {
      DATABASE_URL: postgres.url,
      TEMPORAL_ADDRESS: temporal.address,
      ...(testServer
        ? {
            TEMPORAL_TEST_SERVER: day
              ? await onTrueClock(testServer, join(dir, 'test-server'))
              : testServer,
          }
        : {}),
      WORKFLOW_BUNDLE: bundle,
      ASSENT_MASTER_KEY: masterKey.toString('base64'),
      ASSENT_ENV: 'test',
      // What a test starts with the default folder must not leave anything in the checkout.
      ASSENT_DATA_DIR: join(dir, 'data'),
      // A busy machine must not fail the run.
      PATIENCE_MS: '60000',
      LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'silent',
      TEST_KIND: files.length ? 'all' : kind,
    };
    const name = kind === 'all' ? 'tests' : `${kind} tests`;
    await runCommand(name, 'ava', files, env, count.onOutput).finally(() =>
      console.log(count.line()),
    );
  } finally {
    // Also when the other one, or what comes beside them, has failed: what runs would keep us from ending.
    await Promise.all(starting.map((service) => service.then(stop, () => undefined)));
    await rm(dir, { recursive: true, force: true });
  }
}

const stop = (service: { stop: () => Promise<void> }): Promise<void> => service.stop();

async function assertDay(url: string, day: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ day: string }>(
      "select to_char(now() at time zone 'UTC', 'YYYY-MM-DD') as day",
    );
    if (rows[0]?.day !== day) throw new Error(`Postgres is on ${rows[0]?.day}, not on ${day}`);
  } finally {
    await client.end();
  }
}
