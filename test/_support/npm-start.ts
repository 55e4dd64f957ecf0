import { spawn } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

export type NpmStart = {
  /** Returns all output so far. */
  said(): string;
  /**
   * Waits for the first match in the output.
   * @throws {Error} with the output when it does not come
   */
  says(pattern: RegExp, seconds?: number): Promise<RegExpExecArray>;
  /** Sends Ctrl-C like a terminal: to every process of the group. */
  ctrlC(): void;
  /** Resolves with the exit code. */
  ended: Promise<number | null>;
};

/** Runs `npm start` in its own process group, as a terminal does. */
export function npmStart(env: Record<string, string>, args: string[] = []): NpmStart {
  const outer: NodeJS.ProcessEnv = { ...process.env };
  for (const name of SET_BY_TESTS) delete outer[name];
  const child = spawn(process.execPath, ['bin/start.cjs', ...args], {
    env: { ...outer, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let text = '';
  const hear = (chunk: Buffer): void => {
    text += chunk.toString();
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  const ended = new Promise<number | null>((done) => child.once('close', done));
  return {
    said: () => text,
    ended,
    ctrlC: () => {
      if (child.pid && child.exitCode === null) process.kill(-child.pid, 'SIGINT');
    },
    async says(pattern, seconds = 300) {
      for (let tries = 0; tries < seconds * 10; tries++) {
        const found = pattern.exec(text);
        if (found) return found;
        if (child.exitCode !== null) break;
        await sleep(100);
      }
      throw new Error(`It did not say ${pattern}:\n${text}`);
    },
  };
}

/** Variables that bin/test.ts sets for its tests; a new user's shell has none of them. */
const SET_BY_TESTS = [
  'DATABASE_URL', 'TEMPORAL_ADDRESS', 'ASSENT_MASTER_KEY', 'ASSENT_ENV', 'WORKFLOW_BUNDLE', 'NODE_ENV', 'LOG_LEVEL',
]; // prettier-ignore

export type Process = { pid: number; command: string };

/** Returns every process that knows a data folder, from its environment or command line. Linux only. */
export async function processesOf(dataDir: string): Promise<Process[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const all = await Promise.all(
    pids.map(async (pid) => {
      const command = (await read(pid, 'cmdline')).replaceAll('\0', ' ').trim();
      const ours = `${command} ${await read(pid, 'environ')}`.includes(dataDir);
      // A process without a command line has ended and is not reaped yet.
      return ours && command ? [{ pid: Number(pid), command }] : [];
    }),
  );
  return all.flat();
}

const read = (pid: string, file: string): Promise<string> =>
  readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '');

/**
 * Waits until a condition holds.
 * @returns whether it did in time
 */
export async function within(seconds: number, holds: () => Promise<boolean>): Promise<boolean> {
  for (const until = Date.now() + seconds * 1000; Date.now() < until; await sleep(100)) {
    if (await holds()) return true;
  }
  return false;
}
