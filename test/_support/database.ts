import type { ExecutionContext } from 'ava';
import { createDatabase, type Database } from '#lib/db.ts';
import { loadConfig } from '#lib/config.ts';

/**
 * Connects to the shared test database; the connection closes when the test ends.
 * @param patienceMs for what ends after it. @default PATIENCE_MS
 */
export function testDatabase(t: ExecutionContext, max = 5, patienceMs?: number): Database {
  const config = loadConfig();
  const db = createDatabase({
    url: config.DATABASE_URL,
    masterKey: config.masterKey,
    applicationName: 'assent:test',
    max,
    patienceMs: patienceMs ?? config.PATIENCE_MS,
  });
  t.teardown(() => db.close());
  return db;
}
