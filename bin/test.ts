import { spawn } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { randomBytes, createSecretKey } from 'node:crypto';
import { buildWeb } from './build-web.ts';
import { migrate } from './migrate.ts';
import { bundleWorkflows } from '../worker/bundle.ts';
import { startPostgres } from './services/postgres.ts';
import { startTemporal } from './services/temporal.ts';
import { resolveTestServer } from './services/temporal-test-server.ts';

/*
 * The whole test run: style, lint, types, import rule, then every test file in parallel on one Postgres.
 *   npm test                     everything
 *   npm test -- test/lib/…       only these test files, no static checks
 */
const files = process.argv.slice(2);
const dir = resolve('.cache', `test-${process.pid}`);

/** @param hear gets what the command prints, beside the terminal */
const run = (
  name: string,
  command: string,
  args: string[],
  env = {},
  hear?: (text: string) => void,
): Promise<void> =>
  new Promise((done, fail) => {
    const started = Date.now();
    const child = spawn(command, args, {
      stdio: ['inherit', hear ? 'pipe' : 'inherit', 'inherit'],
      env: { ...process.env, ...env },
    });
    child.stdout?.on('data', (chunk: Buffer) => {
      process.stdout.write(chunk);
      hear?.(chunk.toString());
    });
    child.on('exit', (code) => {
      console.log(
        `${code === 0 ? '✔' : '✘'} ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)`,
      );
      if (code === 0) done();
      else fail(new Error(`${name} failed`));
    });
  });

async function staticChecks(): Promise<void> {
  await Promise.all([
    run('format', 'prettier', ['--check', '--log-level=warn', '.']),
    run('lint', 'oxlint', ['--quiet']),
  ]);
  await Promise.all([
    run('types', 'tsc', ['--pretty', 'false']),
    run('import rule', 'depcruise', [
      '--output-type',
      'err',
      'lib',
      'domain',
      'models',
      'api',
      'web',
      'workflows',
      'activities',
      'worker',
      'temporal',
      'runtime',
      'providers',
      'bin',
    ]),
  ]);
}

/** AVA's marks, counted as they come, for the one plain line that tools read: `12 passed, 0 failed`. */
function createCount() {
  const counts = { passed: 0, failed: 0 };
  let rest = '';
  return {
    hear(text: string): void {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        if (/^ {2}✔ /.test(line)) counts.passed++;
        else if (/^ {2}✘ /.test(line)) counts.failed++;
      }
    },
    line: (): string => `${counts.passed} passed, ${counts.failed} failed`,
  };
}

async function tests(): Promise<void> {
  const masterKey = randomBytes(32);
  await mkdir(dir, { recursive: true });
  const bundle = join(dir, 'workflows.js');
  const [postgres, temporal, testServer] = await Promise.all([
    // Each of some thousand connections would cost milliseconds of hashing.
    startPostgres(dir, { durable: false, settings: { scram_iterations: '1' } }),
    startTemporal({ tell: console.log }),
    resolveTestServer(console.log),
    bundleWorkflows().then((code) => writeFile(bundle, code)),
    files.length && !files.some((file) => file.includes('web'))
      ? undefined
      : buildWeb({ log: console.log }),
  ]);
  try {
    await migrate(postgres.url, createSecretKey(masterKey));
    const count = createCount();
    const env = {
      DATABASE_URL: postgres.url,
      TEMPORAL_ADDRESS: temporal.address,
      ...(testServer ? { TEMPORAL_TEST_SERVER: testServer } : {}),
      WORKFLOW_BUNDLE: bundle,
      ASSENT_MASTER_KEY: masterKey.toString('base64'),
      ASSENT_ENV: 'test',
      // A busy machine is no reason to fail.
      PATIENCE_MS: '60000',
      LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'silent',
    };
    await run('tests', 'ava', files, env, count.hear).finally(() => console.log(count.line()));
  } finally {
    await Promise.all([postgres.stop(), temporal.stop()]);
    await rm(dir, { recursive: true, force: true });
  }
}

try {
  if (!files.length) await staticChecks();
  await tests();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
