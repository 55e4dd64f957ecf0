import type { Services } from '#domain/context.ts';
import { loadConfig } from '#lib/config.ts';
import { readFile } from 'node:fs/promises';
import pg from 'pg';

/** Creates a clock that stands still until the test moves it: nothing depends on the test's duration or date. */
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
 * Returns the same services with another clock for `timeOf` and `now()` in their transactions. Column defaults
 * (`created_at`, `recorded_at`) still use the database's own clock.
 */
export async function onClock(services: Services, clock: () => Date): Promise<Services> {
  await (installed ??= install());
  return { ...services, db: services.db.onClock(clock) };
}

let installed: Promise<void> | undefined;

/** Creates the schema that `lib/transaction-time.ts` puts before Postgres' own functions. */
async function install(): Promise<void> {
  const client = new pg.Client({ connectionString: loadConfig().DATABASE_URL });
  await client.connect();
  try {
    await client.query(await readFile(new URL('clock.sql', import.meta.url), 'utf8'));
  } finally {
    await client.end();
  }
}
