import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { z } from 'zod';

const port = z.object({ port: z.int() });
const received = z.object({ mails: z.int(), bytes: z.int(), people: z.int() });
export type Received = z.infer<typeof received>;

export type Receiver = {
  url: string;
  /** What came since the last time this was asked. */
  take(): Promise<Received>;
  stop(): Promise<void>;
};

export async function startReceiver(): Promise<Receiver> {
  const child = fork('bench/receiver.ts');
  const [first]: unknown[] = await once(child, 'message');
  return {
    url: `smtp://127.0.0.1:${port.parse(first).port}`,
    async take() {
      child.send('take');
      const [answer]: unknown[] = await once(child, 'message');
      return received.parse(answer);
    },
    stop: () => end(child),
  };
}

/** The worker as it runs in production. */
export async function startWorker(
  env: Record<string, string>,
): Promise<{ pid: number; stop(): Promise<void> }> {
  const child = fork('worker/main.ts', [], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const [said]: unknown[] = await Promise.race([once(child, 'message'), once(child, 'exit')]);
  if (said !== 'ready' || child.pid === undefined) throw new Error('the worker did not start');
  return { pid: child.pid, stop: () => end(child) };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const forced = setTimeout(() => child.kill('SIGKILL'), 15_000);
  await ended;
  clearTimeout(forced);
}
