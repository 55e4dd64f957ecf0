import { createSecretKey, randomBytes, type KeyObject } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import pg from 'pg';
import { createKeyring } from '#domain/keyring/keyring.ts';
import type { Services } from '#domain/context.ts';
import type { Processes } from '#domain/processes.ts';
import { createDatabase } from '#lib/db.ts';
import { createDiskStorage } from '#providers/storage/disk.ts';
import { migrate } from '../../bin/migrate.ts';
import { NO_MAIL, noProcesses } from './services.ts';

/** An Assent without processes: its own database, files, seals and master key. */
export type Installation = {
  databaseUrl: string;
  masterKey: KeyObject;
  dataDir: string;
  files: ReturnType<typeof createDiskStorage>;
  seals: ReturnType<typeof createDiskStorage>;
  /** Creates new services for each state of the database, because keys are cached in memory. */
  services(processes?: Processes): Services;
};

type Setup = Pick<ExecutionContext, 'teardown'>;

/**
 * Creates an installation.
 * @param like another installation whose master key and seals this one shares, as after the loss of its database
 * @param options.empty leaves the database without a schema
 */
export async function installation(
  t: Setup,
  databaseUrl: string,
  options: { like?: Installation; empty?: boolean } = {},
): Promise<Installation> {
  const masterKey = options.like?.masterKey ?? createSecretKey(randomBytes(32));
  const dataDir = await temporaryFolder(t);
  if (!options.empty) await migrate(databaseUrl, masterKey);
  const files = createDiskStorage(join(dataDir, 'files'));
  const seals = options.like?.seals ?? createDiskStorage(join(dataDir, 'seals'));
  return {
    databaseUrl,
    masterKey,
    dataDir,
    files,
    seals,
    services(processes = noProcesses) {
      const db = createDatabase({
        url: databaseUrl,
        masterKey,
        applicationName: 'assent:test',
        max: 3,
        patienceMs: 60_000,
      });
      t.teardown(() => db.close());
      const keyring = createKeyring(db, masterKey);
      const publicUrl = 'http://127.0.0.1:3000';
      return { db, keyring, processes, files, seals, publicUrl, mail: NO_MAIL };
    },
  };
}

export async function temporaryFolder(t: Setup): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'assent-test-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Runs a statement as the owner of an installation's database, who may not see tenants' rows. */
export async function asOwner<Row extends object>(
  { databaseUrl }: Pick<Installation, 'databaseUrl'>,
  sql: string,
  values: unknown[] = [],
): Promise<Row[]> {
  const client = new pg.Client(databaseUrl);
  // A server that ends fails the statement, too.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Row>(sql, values)).rows;
  } finally {
    await client.end();
  }
}
