import { fork } from 'node:child_process';
import { createSecretKey, randomBytes, type KeyObject } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ExecutionContext } from 'ava';
import { z } from 'zod';
import { freePort } from '../../bin/services/ports.ts';
import { startTemporal } from '../../bin/services/temporal.ts';
import type { Answer } from './api.ts';
import { ownDatabase } from './own-database.ts';
import { request, type Call } from './request.ts';
import { until } from './until.ts';

const demoFile = z.object({ apiKey: z.string(), organizationId: z.string() });
type Setup = Pick<ExecutionContext, 'teardown'>;

/** All of Assent with services that are its own. */
export type Alone = {
  url: string;
  dataDir: string;
  masterKey: KeyObject;
  organizationId: string;
  /** Calls below /api/v1 with the demo organisation's key. */
  call: Call;
  /**
   * Reads repeatedly until the answer is as wanted. A read that gets no answer is repeated too.
   * @throws {Error} with the last answer when that takes five minutes
   */
  until(path: string, wanted: (answer: Answer) => boolean): Promise<Answer>;
};

export type Started = Alone & {
  /** The owner's address of its own database. */
  databaseUrl: string;
  temporalAddress: string;
};

/**
 * Starts all of Assent like `npm start`: API, worker, Temporal, mail and phone receivers as processes, with their own
 * database, data folder and ports. Takes some seconds, so start it once per test file.
 */
export async function startAssent(t: Setup, env: Record<string, string> = {}): Promise<Started> {
  const dataDir = await newDataDir(t);
  const databaseUrl = await ownDatabase(t);
  const temporal = await startTemporal({
    file: join(dataDir, 'temporal.sqlite'),
    tell: () => undefined,
  });
  t.teardown(() => temporal.stop());
  const alone = await start(t, dataDir, {
    DATABASE_URL: databaseUrl,
    TEMPORAL_ADDRESS: temporal.address,
    ...env,
  });
  return { ...alone, databaseUrl, temporalAddress: temporal.address };
}

/** The same with a Postgres and a Temporal of its own, for tests that kill those. */
export const startAlone = async (t: Setup, env: Record<string, string> = {}): Promise<Alone> =>
  start(t, await newDataDir(t), { DATABASE_URL: '', TEMPORAL_ADDRESS: '', ...env });

async function newDataDir(t: Setup): Promise<string> {
  const dataDir = await mkdtemp(join(tmpdir(), 'assent-started-'));
  t.teardown(() => rm(dataDir, { recursive: true, force: true }));
  return dataDir;
}

async function start(t: Setup, dataDir: string, env: Record<string, string>): Promise<Alone> {
  const port = String(await freePort());
  const key = randomBytes(32);
  const url = `http://127.0.0.1:${port}`;
  await run(t, url, {
    ASSENT_ENV: 'development',
    ASSENT_DATA_DIR: dataDir,
    ASSENT_MASTER_KEY: key.toString('base64'),
    PORT: port,
    RECEIVERS_HTTP_PORT: String(await freePort()),
    RECEIVERS_SMTP_PORT: String(await freePort()),
    RECEIVERS_TWILIO_PORT: String(await freePort()),
    LOG_LEVEL: 'info',
    ...env,
  });
  const demo = demoFile.parse(JSON.parse(await readFile(join(dataDir, 'demo.json'), 'utf8')));
  const authorization = `Bearer ${demo.apiKey}`;
  const call: Call = (method, path, body, headers) =>
    request(url, method, path, body, { authorization, ...headers });
  return {
    url,
    dataDir,
    masterKey: createSecretKey(key),
    organizationId: demo.organizationId,
    call,
    async until(path, wanted) {
      for (let tries = 0; ; tries++) {
        const answer = await call('GET', path).catch(() => null);
        if (answer && wanted(answer)) return answer;
        if (tries > 1_200) throw new Error(`${path} stays ${JSON.stringify(answer?.body)}`);
        await sleep(250);
      }
    },
  };
}

/** Runs bin/start.ts until the test ends; resolves when it has printed its table of addresses. */
async function run(t: Setup, url: string, env: Record<string, string>): Promise<void> {
  const child = fork('bin/start.ts', ['--no-story'], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  t.teardown(async () => {
    child.kill('SIGTERM');
    await ended;
  });
  let said = '';
  const hear = (chunk: Buffer): void => {
    said += chunk.toString();
  };
  child.stdout?.on('data', hear);
  child.stderr?.on('data', hear);
  const started = async (): Promise<void> => {
    while (!said.includes('Ctrl-C') && child.exitCode === null) await sleep(100);
  };
  await Promise.race([started(), sleep(300_000, undefined, { ref: false })]);
  if (child.exitCode !== null) throw new Error(`Assent did not start:\n${said}`);
  const healthy = (): Promise<boolean> =>
    fetch(`${url}/health`).then(
      (response) => response.ok,
      () => false,
    );
  await until(healthy).catch((cause: unknown) => {
    throw new Error(`Assent did not start:\n${said}`, { cause });
  });
}
