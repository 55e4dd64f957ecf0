import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Connection } from '@temporalio/client';
import { z } from 'zod';
import { SEARCH_ATTRIBUTES } from '#temporal/search-attributes.ts';
import { end } from './child.ts';
import { freePort } from './ports.ts';
import { resolveTemporalCli } from './temporal-cli.ts';

export type TemporalService = {
  address: string;
  uiUrl: string | null;
  stop: () => Promise<void>;
};

export type TemporalServiceOptions = {
  /** File that stores workflows between starts; in memory without it. */
  file?: string;
  /** @default any free port */
  port?: number;
  /** Port of Temporal Web; no web page without it. */
  uiPort?: number;
  /** URL of the codec, with which Temporal Web decrypts payloads for users who may see them. */
  codecUrl?: string;
  tell: (line: string) => void;
  log?: (line: string) => void;
  /** Settings of the server beside ours, `name=value`: tests lower its limits. */
  dynamicConfig?: readonly string[];
  /** Restarts the server when it ends by itself. */
  keepAlive?: boolean;
  /** Called with the server's own process id (not that of bin/leash.ts) each time it is started. */
  onSpawn?: (pid: number) => Promise<void>;
};

/**
 * With the default of 20, each step of a workflow waits up to 50 ms in the server (docs/architecture.md). An activity
 * that its workflow task schedules starts in the same worker with the answer to it, instead of going through a queue;
 * and one partition of a queue is enough for the workers of one machine: a poll in another one is forwarded.
 */
const DYNAMIC_CONFIG = [
  'system.enableActivityEagerExecution=true',
  'matching.numTaskqueueReadPartitions=1',
  'matching.numTaskqueueWritePartitions=1',
  'history.transferProcessorMaxPollRPS=2000',
  'history.timerProcessorMaxPollRPS=2000',
  'history.visibilityProcessorMaxPollRPS=2000',
];

const LEASH = fileURLToPath(new URL('../leash.ts', import.meta.url));
const hello = z.object({ pid: z.number() });

/** Starts Temporal's dev server and waits until it answers. */
export async function startTemporal(options: TemporalServiceOptions): Promise<TemporalService> {
  const cli = await resolveTemporalCli(options.tell);
  const port = options.port ?? (await freePort());
  const address = `127.0.0.1:${port}`;
  const args = [
    'server', 'start-dev', '--ip', '127.0.0.1', '--port', String(port), '--log-level', 'error',
    ...(options.uiPort ? ['--ui-port', String(options.uiPort)] : ['--headless']),
    ...(options.file ? ['--db-filename', options.file] : []),
    ...(options.codecUrl ? ['--ui-codec-endpoint', options.codecUrl] : []),
    ...Object.entries(SEARCH_ATTRIBUTES).flatMap(([k, v]) => ['--search-attribute', `${k}=${v}`]),
    ...[...DYNAMIC_CONFIG, ...(options.dynamicConfig ?? [])].flatMap((value) => ['--dynamic-config-value', value]),
  ]; // prettier-ignore
  const tail: string[] = [];
  const onOutput = (chunk: Buffer): void => {
    tail.push(chunk.toString());
    if (tail.length > 20) tail.shift();
    options.log?.(chunk.toString());
  };
  const server: { child: ChildProcess | undefined; stopping: boolean } = {
    child: undefined,
    stopping: false,
  };
  const launch = (): ChildProcess => {
    // Started by bin/leash.ts, so that it ends when we are killed; in its own process group, so that Ctrl-C does not
    // reach it.
    const child = fork(LEASH, [cli, ...args], {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      detached: true,
    });
    server.child = child;
    child.stdout?.on('data', onOutput);
    child.stderr?.on('data', onOutput);
    child.once('message', (message) => void options.onSpawn?.(hello.parse(message).pid));
    child.once('exit', () => {
      if (server.stopping || !options.keepAlive) return;
      options.tell('  Temporal ended; starting it again');
      setTimeout(() => {
        if (!server.stopping) launch();
      }, 1_000);
    });
    return child;
  };
  const stop = (): Promise<void> => {
    server.stopping = true;
    return end(server.child);
  };
  for (let triesLeft = options.keepAlive ? 0 : 3; ; triesLeft--) {
    const child = launch();
    try {
      await answers(child, address);
      break;
    } catch (cause) {
      // The server looks for free ports for its parts, and another program may take one first.
      if (triesLeft && child.exitCode !== null) continue;
      await stop();
      throw new Error(`Temporal did not start:\n${tail.join('')}`, { cause });
    }
  }
  return {
    address,
    uiUrl: options.uiPort ? `http://127.0.0.1:${options.uiPort}` : null,
    stop,
  };
}

/** Waits until our namespace exists; an open port is not enough. */
async function answers(child: ChildProcess, address: string): Promise<void> {
  const until = Date.now() + 300_000;
  while (Date.now() < until) {
    if (child.exitCode !== null) throw new Error(`it ended with code ${child.exitCode}`);
    if (await hasNamespace(address)) return;
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error('it did not answer within five minutes');
}

async function hasNamespace(address: string): Promise<boolean> {
  const connection = Connection.lazy({ address, connectTimeout: '1s' });
  try {
    await connection.withDeadline(Date.now() + 2_000, () =>
      connection.workflowService.describeNamespace({ namespace: 'default' }),
    );
    return true;
  } catch {
    return false;
  } finally {
    await connection.close().catch(() => undefined);
  }
}
