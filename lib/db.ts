import { createHmac, type KeyObject } from 'node:crypto';
import knexFactory, { type Knex } from 'knex';
import pg from 'pg';
import { AppError, type ErrorDetail, type ErrorKind } from './errors.ts';
import type { TenantId } from './ids.ts';
import { fingerprint } from './root-key.ts';
import { beginAt } from './transaction-time.ts';

/** A transaction. Inside `withTenant` it sees only one tenant's rows. Pass this on, never a pool. */
export type Trx = Knex.Transaction;

/**
 * A refusal that leaves a record. Its transaction is rolled back as with any error; then `record` runs in a
 * transaction of its own, so that the attempt is visible although nothing of it was done.
 */
export class Refusal extends AppError {
  readonly record: (trx: Trx) => Promise<void>;
  constructor(
    kind: ErrorKind,
    message: string,
    detail: ErrorDetail,
    record: (trx: Trx) => Promise<void>,
  ) {
    super(kind, message, detail);
    this.record = record;
  }
}

/**
 * The login roles of a running Assent. None owns a table, is superuser or bypasses row security.
 * `backup` reads everything and changes nothing; only `npm run backup` uses it.
 */
export const ROLES = ['app', 'jobs', 'auth', 'keeper', 'backup'] as const;
export type Role = (typeof ROLES)[number];

/** Anything that names a tenant: a request context, a workflow activity, a test. */
export type TenantScope = { tenantId: TenantId };

/**
 * The only access to tables.
 * `withTenant` opens a transaction bound to one tenant, by forced row-level security.
 * `withJobs` is for sweeps across tenants under a role with narrow grants.
 * `withRetentionRole` is `withTenant` under the retention role, the only role that may delete append-only rows. It is
 * for retention, erasure and key rotation, never for a request.
 */
export type Database = {
  /** How long a caller waits for what is busy before it gets an error, in milliseconds. */
  patienceMs: number;
  withTenant<T>(scope: TenantScope, work: (trx: Trx) => Promise<T>): Promise<T>;
  withJobs<T>(work: (trx: Trx) => Promise<T>): Promise<T>;
  withRetentionRole<T>(scope: TenantScope, work: (trx: Trx) => Promise<T>): Promise<T>;
  /** Returns the same connections with a clock that replaces the database's (`timeOf`, `now()`). */
  onClock(clock: () => Date): Database;
  /** Calls back on each NOTIFY of a channel until the returned function is called. Reconnects by itself. */
  listen(channel: string, heard: (payload: string) => void): Promise<() => Promise<void>>;
  /** Resolves when the database answers. */
  ping(): Promise<void>;
  close(): Promise<void>;
};

// int8 counts fit into a double for any ledger we can store. Dates stay Date.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);

/**
 * Returns the login name of a role in a database, such as `assent_app_1f2e3d4c`. Roles belong to the whole cluster,
 * so the name contains the database. It also contains the fingerprint of the master key that the password is derived
 * from: during its replacement, processes with the old and the new key can both sign in.
 */
export const loginName = (database: string, role: Role, masterKey: KeyObject): string =>
  `${database}_${role}_${fingerprint(masterKey)}`;

/** Returns the password of a login role. It is derived from the master key, so that it needs no configuration. */
export const rolePassword = (masterKey: KeyObject, database: string, role: Role): string =>
  createHmac('sha256', masterKey).update(`role:${database}:${role}`).digest('base64url');

/** Returns the connection address of a role, derived from the owner's address. */
export function roleUrl(ownerUrl: string, masterKey: KeyObject, role: Role): string {
  const url = new URL(ownerUrl);
  const database = decodeURIComponent(url.pathname.slice(1));
  url.username = loginName(database, role, masterKey);
  url.password = rolePassword(masterKey, database, role);
  return url.toString();
}

export type DatabaseOptions = {
  /** Owner's address; the roles' addresses are derived from it. */
  url: string;
  masterKey: KeyObject;
  /** Shown in pg_stat_activity. */
  applicationName: string;
  /** Connections of the tenant pool. @default 10 */
  max?: number;
  /** How long a caller waits for a connection before it gets an error, in milliseconds. @default 5000 */
  patienceMs?: number;
};

/** Opens the pools of all roles; connections are made on first use. */
export function createDatabase(options: DatabaseOptions): Database {
  const patience = options.patienceMs ?? 5_000;
  const pool = (role: Role, max: number): Knex =>
    knexFactory({
      client: 'pg',
      connection: {
        connectionString: roleUrl(options.url, options.masterKey, role),
        application_name: `${options.applicationName}:${role}`,
        statement_timeout: 60_000,
        idle_in_transaction_session_timeout: 60_000,
        connectionTimeoutMillis: patience,
      },
      pool: { min: 0, max },
      acquireConnectionTimeout: patience,
      // Lost connections reach our log as errors; knex would print them to the console as well.
      log: { warn: () => undefined },
    });
  const app = pool('app', options.max ?? 10);
  const jobs = pool('jobs', 3);
  const retention = pool('keeper', 3);
  const listeners = new Set<() => Promise<void>>();

  const onClock = (clock: (() => Date) | null): Database => ({
    patienceMs: patience,
    async withTenant({ tenantId }, work) {
      try {
        return await run(app, tenantId, clock, work);
      } catch (error) {
        // A failure to write the record must not replace the refusal by another error.
        if (error instanceof Refusal) {
          await run(app, tenantId, clock, error.record).catch(() => undefined);
        }
        throw error;
      }
    },
    withJobs: (work) => run(jobs, null, clock, work),
    withRetentionRole: ({ tenantId }, work) => run(retention, tenantId, clock, work),
    onClock,
    async listen(channel, heard) {
      const stop = listenForever(roleUrl(options.url, options.masterKey, 'jobs'), channel, heard);
      listeners.add(stop);
      return async () => {
        listeners.delete(stop);
        await stop();
      };
    },
    async ping() {
      await app.raw('select 1');
    },
    async close() {
      await Promise.all([...listeners].map((stop) => stop()));
      await Promise.all([app.destroy(), jobs.destroy(), retention.destroy()]);
    },
  });
  return onClock(null);
}

const run = <T>(
  role: Knex,
  tenantId: TenantId | null,
  clock: (() => Date) | null,
  work: (trx: Trx) => Promise<T>,
): Promise<T> =>
  role.transaction(async (trx) => {
    await beginAt(trx, tenantId, clock);
    return work(trx);
  });

/** Postgres notifications are only a hint: every listener also polls. */
function listenForever(
  connectionString: string,
  channel: string,
  heard: (payload: string) => void,
): () => Promise<void> {
  let stopped = false;
  let client: pg.Client | undefined;
  let retry: NodeJS.Timeout | undefined;
  const again = (): void => {
    if (!stopped) retry = setTimeout(connect, 1000);
  };
  const connect = (): void => {
    const current = new pg.Client({ connectionString });
    client = current;
    current.on('notification', (message) => heard(message.payload ?? ''));
    current.on('error', () => undefined);
    current.on('end', again);
    current
      .connect()
      .then(() => current.query(`listen ${pg.escapeIdentifier(channel)}`))
      .catch(() => current.end().catch(() => undefined));
  };
  connect();
  return async () => {
    stopped = true;
    clearTimeout(retry);
    await client?.end().catch(() => undefined);
  };
}
