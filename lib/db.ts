import { createHmac, type KeyObject } from 'node:crypto';
import knexFactory, { type Knex } from 'knex';
import pg from 'pg';
import { AppError, type ErrorDetail, type ErrorKind } from './errors.ts';
import type { TenantId } from './ids.ts';
import { fingerprint } from './root-key.ts';
import { beginAt } from './transaction-time.ts';

/** A transaction; inside `withTenant` it sees one tenant's rows only. Hand on this, never a pool. */
export type Trx = Knex.Transaction;

/**
 * A refusal that leaves a trace. Its transaction is undone like with any error; then `record` runs in one of
 * its own, so that what was tried can be seen although nothing of it was done.
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

/** Whoever names a tenant: a request context, a workflow activity, a test. */
export type TenantScope = { tenantId: TenantId };

/**
 * The only door to tables.
 * `withTenant` opens a transaction bound to one tenant (forced row-level security does the rest);
 * `withJobs` is for cross-tenant sweeps under a role with narrow grants.
 * `withRetentionRole` is `withTenant` under the only role that may delete from append-only tables:
 * for retention, erasure and the rotation of keys, never for a request.
 */
export type Database = {
  withTenant<T>(scope: TenantScope, work: (trx: Trx) => Promise<T>): Promise<T>;
  withJobs<T>(work: (trx: Trx) => Promise<T>): Promise<T>;
  withRetentionRole<T>(scope: TenantScope, work: (trx: Trx) => Promise<T>): Promise<T>;
  /** The same connections, with a clock that decides instead of the database's (`timeOf`, `now()`). */
  onClock(clock: () => Date): Database;
  /** Calls back on each NOTIFY of a channel until the returned function is called. Reconnects by itself. */
  listen(channel: string, heard: (payload: string) => void): Promise<() => Promise<void>>;
  /** Resolves when the database answers. */
  ping(): Promise<void>;
  close(): Promise<void>;
};

// int8 counts fit a double for any ledger we can hold; dates stay Date.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);

/**
 * Login name of a role in a database, e.g. `assent_app_1f2e3d4c`: roles are cluster-wide, so they carry its name;
 * and that of the master key their password comes from, so that processes with the old and with the new key can
 * both sign in while it is being replaced.
 */
export const loginName = (database: string, role: Role, masterKey: KeyObject): string =>
  `${database}_${role}_${fingerprint(masterKey)}`;

/** The password of a login role: derived from the master key, so that there is nothing more to configure. */
export const rolePassword = (masterKey: KeyObject, database: string, role: Role): string =>
  createHmac('sha256', masterKey).update(`role:${database}:${role}`).digest('base64url');

/** The connection address of a role, made from the owner's. */
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
  /** How long a caller waits for a connection before it is told to come back, in milliseconds. @default 5000 */
  patienceMs?: number;
};

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
    async withTenant({ tenantId }, work) {
      try {
        return await run(app, tenantId, clock, work);
      } catch (error) {
        // A trace that cannot be written does not turn a refusal into another error.
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

/** Postgres notifications are a hint, never the truth: whoever listens also looks at intervals. */
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
