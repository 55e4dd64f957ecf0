import type { KeyObject } from 'node:crypto';
import knexFactory, { type Knex } from 'knex';
import pg from 'pg';
import { roleUrl } from '#lib/db.ts';
import { actingPool } from './acting.ts';

/** Connections under the role assent_auth: `pool` for the library, `sql` for our own statements. */
export type IdentityStore = {
  pool: ReturnType<typeof actingPool>;
  sql: Knex;
  close(): Promise<void>;
};

/**
 * Opens the connections.
 * @param options.max connections of each of the two pools
 */
export function openStore(
  databaseUrl: string,
  masterKey: KeyObject,
  options: { max: number; patienceMs: number },
): IdentityStore {
  const { max, patienceMs } = options;
  const connection = {
    connectionString: roleUrl(databaseUrl, masterKey, 'auth'),
    application_name: 'assent:identity',
    statement_timeout: 60_000,
    connectionTimeoutMillis: patienceMs,
    options: '-c search_path=auth',
  };
  const pool = new pg.Pool({ ...connection, max, idleTimeoutMillis: 30_000 });
  // The server may end an idle connection; the next query opens another.
  pool.on('error', () => undefined);
  const sql = knexFactory({
    client: 'pg',
    connection,
    pool: { min: 0, max },
    acquireConnectionTimeout: patienceMs,
    // The error itself reaches our log; knex would also print it to the console.
    log: { warn: () => undefined },
  });
  return {
    pool: actingPool(pool),
    sql,
    async close() {
      await Promise.all([pool.end(), sql.destroy()]);
    },
  };
}
