import { fork, type ChildProcess } from 'node:child_process';
import { createWriteStream, type WriteStream } from 'node:fs';

export type Child = {
  /** Resolves when the process reports for the first time that it is ready. */
  ready: Promise<void>;
  pid(): number | undefined;
  stop(): Promise<void>;
};

export type ChildOptions = {
  name: string;
  module: string;
  env: Record<string, string>;
  /** Flags of Node, beside our own. */
  flags?: readonly string[];
  /** Where its lines go. */
  logFile: string;
  /** Called when it ended by itself and is restarted. */
  tell: (line: string) => void;
};

const QUICK = 10_000;

/**
 * Starts one of our processes and restarts it whenever it ends by itself, at growing intervals when it ends quickly.
 * By its IPC channel the process notices when we are gone.
 */
export function superviseChild(options: ChildOptions): Child {
  const log = createWriteStream(options.logFile, { flags: 'a' });
  const state: { child?: ChildProcess; stopping: boolean; quick: number } = {
    stopping: false,
    quick: 0,
  };
  const { promise: ready, resolve, reject } = Promise.withResolvers<void>();
  ready.catch(() => undefined);
  const start = (): void => {
    const startedAt = Date.now();
    const child = run(options, log);
    state.child = child;
    const tail: string[] = [];
    child.stderr?.on('data', (chunk: Buffer) => tail.push(chunk.toString()));
    child.on('message', (message) => {
      if (message === 'ready') resolve();
    });
    child.once('exit', (code, signal) => {
      if (state.stopping) return;
      state.quick = Date.now() - startedAt < QUICK ? state.quick + 1 : 0;
      if (state.quick >= 5)
        reject(new Error(`${options.name} does not start:\n${tail.join('').slice(-2000)}`));
      const wait = Math.min(500 * 2 ** state.quick, 15_000);
      options.tell(`${options.name} ended (${signal ?? code}); starting it again`);
      setTimeout(() => {
        if (!state.stopping) start();
      }, wait);
    });
  };
  start();
  return {
    ready,
    pid: () => state.child?.pid,
    stop: async () => {
      state.stopping = true;
      await end(state.child);
      log.end();
    },
  };
}

function run({ module, env, flags = [] }: ChildOptions, log: WriteStream): ChildProcess {
  const child = fork(module, [], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    detached: true,
    execArgv: [...process.execArgv, ...flags],
  });
  child.stdout?.on('data', (chunk: Buffer) => log.write(chunk));
  child.stderr?.on('data', (chunk: Buffer) => log.write(chunk));
  return child;
}

/** Sends SIGTERM, and SIGKILL after ten seconds. */
export async function end(child: ChildProcess | undefined): Promise<void> {
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((done) => child.once('exit', done));
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), 10_000);
  await ended;
  clearTimeout(timer);
}
