import type { Services } from '#domain/context.ts';
import { loadConfig } from '#lib/config.ts';
import { readFile } from 'node:fs/promises';
import pg from 'pg';

/** A clock that stands until the test moves it on: nothing depends on how long the test takes, nor on its date. */
export function standingClock(from: Date | string = new Date()): {
  clock: () => Date;
  pass: (ms: number) => void;
} {
  let now = new Date(from).getTime();
  return {
    clock: () => new Date(now),
    pass: (ms) => {
      now += ms;
    },
  };
}

/**
 * The same services by another clock: what `timeOf` and `now()` say in their transactions. Column defaults
 * (`created_at`, `recorded_at`) keep the database's own.
 */
export async function onClock(services: Services, clock: () => Date): Promise<Services> {
  await (installed ??= install());
  return { ...services, db: services.db.onClock(clock) };
}

let installed: Promise<void> | undefined;

/** The schema that `lib/transaction-time.ts` puts before Postgres' own functions. */
async function install(): Promise<void> {
  const client = new pg.Client({ connectionString: loadConfig().DATABASE_URL });
  await client.connect();
  try {
    await client.query(await readFile(new URL('clock.sql', import.meta.url), 'utf8'));
  } finally {
    await client.end();
  }
}
