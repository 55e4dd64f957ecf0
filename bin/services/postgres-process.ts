import { fork } from 'node:child_process';
import { z } from 'zod';
import { end } from './child.ts';
import type { PostgresService } from './postgres.ts';

const ready = z.object({ url: z.string() });

/** Starts bin/postgres.ts and waits until the database answers. @throws Error with what it said */
export function startPostgresProcess(dataDir: string): Promise<PostgresService> {
  const child = fork('bin/postgres.ts', [], {
    env: { ...process.env, ASSENT_DATA_DIR: dataDir },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    detached: true,
  });
  const tail: string[] = [];
  child.stderr?.on('data', (chunk: Buffer) => tail.push(chunk.toString()));
  return new Promise((done, fail) => {
    child.once('exit', () =>
      fail(new Error(`Postgres did not start:\n${tail.join('').slice(-2000)}`)),
    );
    child.once('message', (message) => {
      done({ url: ready.parse(message).url, stop: () => end(child) });
    });
  });
}
