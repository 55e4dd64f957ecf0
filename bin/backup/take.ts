import type { KeyObject } from 'node:crypto';
import { join } from 'node:path';
import pg from 'pg';
import { roleUrl } from '#lib/db.ts';
import { newId } from '#lib/ids.ts';
import { assertReadable, migrationsRun, sequences, tables } from './catalogue.ts';
import { copyFolder, copyStore, copyTables, type CopiedStore } from './copy-out.ts';
import { aside, keepOnly } from './folders.ts';
import { BackupError, writeManifest, type Manifest } from './manifest.ts';

export type Taking = {
  /** The owner's database address. */
  databaseUrl: string;
  masterKey: KeyObject;
  /** Folder that receives a new folder for each backup. */
  to: string;
  /** Folder for the keys of persons, of which only the newest copy is kept. @default `keys` in `to` */
  keysTo?: string | undefined;
  stores: { files: CopiedStore; seals: CopiedStore };
  /** Folder where `npm start` keeps its own small files. */
  dataDir?: string | undefined;
};

export type Taken = { folder: string; keysFolder: string; manifest: Manifest; bytes: number };

/**
 * Takes a backup while everything runs: all tables as of one moment, then the stored files. A backup is never
 * partial: it is written aside, then renamed. The keys of persons go into a separate folder that keeps only the
 * newest copy, so that a key destroyed today cannot decrypt yesterday's backup.
 * @throws {BackupError} when the database cannot be read
 */
export async function takeBackup(taking: Taking): Promise<Taken> {
  const { masterKey, to } = taking;
  const client = await connect(taking);
  try {
    // Otherwise a login role's transactions end after two minutes.
    await client.query('set transaction_timeout = 0; set statement_timeout = 0');
    await client.query('begin isolation level repeatable read read only');
    await assertReadable(client);
    const about = await describe(client);
    const name = `assent-${about.taken_at.replaceAll(':', '-').slice(0, 23)}Z`;
    const folder = join(to, name);
    const keysTo = taking.keysTo ?? join(to, 'keys');
    const keysFolder = join(keysTo, name);
    const all = await tables(client);
    await aside(keysFolder, async (part) => {
      const id = newId();
      const copied = await copyTables(client, part, { id, masterKey, all, kind: 'keys' });
      await writeManifest(part, masterKey, { ...EMPTY, ...about, ...copied, id, kind: 'keys' });
    });
    const manifest = await aside(folder, async (part) => {
      const id = newId();
      const copied = await copyTables(client, part, { id, masterKey, all, kind: 'database' });
      const numbers = await sequences(client);
      // Copying the files needs no snapshot, and an open one blocks vacuum.
      await client.query('commit');
      const stored = [
        ...(await copyStore(part, 'files', taking.stores.files)),
        ...(await copyStore(part, 'seals', taking.stores.seals)),
      ];
      const own = await copyFolder(part, { id, masterKey, dataDir: taking.dataDir });
      return writeManifest(part, masterKey, {
        ...about, ...copied, id, kind: 'database', sequences: numbers, stored, folder: own,
      }); // prettier-ignore
    });
    await keepOnly(keysTo, name);
    const bytes = [...manifest.tables, ...manifest.stored].reduce((sum, one) => sum + one.bytes, 0);
    await remember(taking.databaseUrl, manifest, bytes);
    return { folder, keysFolder, manifest, bytes };
  } finally {
    await client.end();
  }
}

const EMPTY = { sequences: [], stored: [], folder: [] };

async function connect({ databaseUrl, masterKey }: Taking): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: roleUrl(databaseUrl, masterKey, 'backup'),
    application_name: 'assent:backup',
  });
  await client.connect().catch((cause: unknown) => {
    throw new BackupError(
      'The role of backups cannot sign in: is this the master key of this database, and has bin/migrate.ts run?',
      { cause },
    );
  });
  return client;
}

async function describe(client: pg.Client): Promise<{
  taken_at: string;
  postgres: string;
  migrations: string[];
}> {
  const { rows } = await client.query<{ now: Date; version: string }>(
    `select clock_timestamp() as now, current_setting('server_version') as version`,
  );
  const [row] = rows;
  if (!row) throw new Error('the database does not know the time');
  return {
    taken_at: row.now.toISOString(),
    postgres: row.version,
    migrations: await migrationsRun(client),
  };
}

/** Records the backup, so that the pages can show when the last one was taken. */
async function remember(databaseUrl: string, manifest: Manifest, bytes: number): Promise<void> {
  const owner = new pg.Client({
    connectionString: databaseUrl,
    application_name: 'assent:backup',
  });
  await owner.connect();
  try {
    await owner.query('insert into backups (id, taken_at, bytes, rows) values ($1, $2, $3, $4)', [
      manifest.id,
      manifest.taken_at,
      bytes,
      manifest.tables.reduce((sum, table) => sum + table.rows, 0),
    ]);
  } finally {
    await owner.end();
  }
}
