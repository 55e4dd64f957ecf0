import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { z } from 'zod';
import { WORKER_FLAGS } from '../worker/flags.ts';
import { written, type WriteJob, type Written } from './audit-writers.ts';
import { getResult, type GetJob, type GetResult } from './get-load.ts';
import { loadResult, type LoadJob, type LoadResult } from './load-job.ts';

const port = z.object({ port: z.int() });
const received = z.object({
  mails: z.int(),
  bytes: z.int(),
  people: z.int(),
  /** Number of different Message-IDs: fewer than mails means that somebody got a mail twice. */
  messages: z.int(),
});
export type Received = z.infer<typeof received>;

export type Receiver = {
  url: string;
  /** Returns what arrived since the last call. */
  take(): Promise<Received>;
  stop(): Promise<void>;
};

export const startReceiver = (): Promise<Receiver> => receiverOf('bench/receiver.ts', 'smtp');

/** Starts a Twilio that takes every text. */
export const startTextReceiver = (): Promise<Receiver> =>
  receiverOf('bench/text-receiver.ts', 'http');

async function receiverOf(module: string, scheme: string): Promise<Receiver> {
  const child = fork(module);
  const [first]: unknown[] = await once(child, 'message');
  return {
    url: `${scheme}://127.0.0.1:${port.parse(first).port}`,
    async take() {
      child.send('take');
      const [answer]: unknown[] = await once(child, 'message');
      return received.parse(answer);
    },
    stop: () => end(child),
  };
}

/** Starts the stand-in for a language model. */
export async function startModel(): Promise<{ url: string; stop: () => Promise<void> }> {
  const child = fork('bench/model-server.ts');
  const [first]: unknown[] = await once(child, 'message');
  return { url: `http://127.0.0.1:${port.parse(first).port}/v1`, stop: () => end(child) };
}

export type Started = {
  pid: number;
  stop(): Promise<void>;
  /** Ends it as if the machine had lost power. */
  kill(): void;
};

/** Starts the worker as in production. @param profile the folder for its CPU profile */
export const startWorker = (env: Record<string, string>, profile?: string): Promise<Started> =>
  startProcess('worker/main.ts', env, profile, WORKER_FLAGS);

/** Starts the API as in production. */
export const startApi = (env: Record<string, string>): Promise<Started> =>
  startProcess('api/main.ts', env);

/** Starts the least possible API: one row in one transaction. */
export const startBareApi = (env: Record<string, string>): Promise<Started> =>
  startProcess('bench/bare-api.ts', env);

/** Starts the least possible API that lists people. */
export const startBareList = (env: Record<string, string>): Promise<Started> =>
  startProcess('bench/bare-list.ts', env);

/** Asks for pages in a process of its own. */
export async function runGets(job: GetJob): Promise<GetResult> {
  const child = fork('bench/get-load.ts');
  child.send(job);
  const [answer]: unknown[] = await Promise.race([once(child, 'message'), once(child, 'exit')]);
  await end(child);
  return getResult.parse(answer);
}

/**
 * Starts a process and waits until it reports `ready`. With BENCH_PROFILE naming a folder, it leaves a CPU profile
 * there for a browser's developer tools.
 */
async function startProcess(
  module: string,
  env: Record<string, string>,
  profiles = process.env['BENCH_PROFILE'],
  flags: readonly string[] = [],
): Promise<Started> {
  const child = fork(module, [], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    execArgv: [...flags, ...(profiles ? ['--cpu-prof', `--cpu-prof-dir=${profiles}`] : [])],
  });
  const [answered]: unknown[] = await Promise.race([once(child, 'message'), once(child, 'exit')]);
  if (answered !== 'ready' || child.pid === undefined) throw new Error(`${module} did not start`);
  return { pid: child.pid, stop: () => end(child), kill: () => void child.kill('SIGKILL') };
}

const bareImport = z.object({ rows: z.int(), seconds: z.number(), cpuSeconds: z.number() });

/** Imports a file by the baseline of bench:import, in a process of its own. */
export async function runBareImport(
  env: Record<string, string>,
  path: string,
): Promise<z.infer<typeof bareImport>> {
  const child = fork('bench/bare-import.ts', [], { env: { ...process.env, ...env } });
  child.send(path);
  const [answer]: unknown[] = await Promise.race([once(child, 'message'), once(child, 'exit')]);
  await end(child);
  return bareImport.parse(answer);
}

/** Runs the calls in a process of their own, so that the caller's cost is not counted as ours. */
export async function runLoad(job: LoadJob): Promise<LoadResult> {
  const child = fork('bench/load.ts');
  child.send(job);
  const [answer]: unknown[] = await Promise.race([once(child, 'message'), once(child, 'exit')]);
  await end(child);
  return loadResult.parse(answer);
}

/** Writes audit rows in a process of its own. */
export async function runWriters(env: Record<string, string>, job: WriteJob): Promise<Written> {
  const child = fork('bench/audit-writers.ts', [], { env: { ...process.env, ...env } });
  child.send(job);
  const [answer]: unknown[] = await Promise.race([once(child, 'message'), once(child, 'exit')]);
  await end(child);
  return written.parse(answer);
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const forced = setTimeout(() => child.kill('SIGKILL'), 15_000);
  await ended;
  clearTimeout(forced);
}
