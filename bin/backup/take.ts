import type { KeyObject } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { roleUrl } from '#lib/db.ts';
import { newId } from '#lib/ids.ts';
import {
  assertReadable,
  belongs,
  migrationsRun,
  quoted,
  quotedColumns,
  sequences,
  tables,
  type Table,
} from './catalogue.ts';
import {
  backupKey,
  BackupError,
  writeManifest,
  type BackupTable,
  type Manifest,
} from './manifest.ts';
import { writePlain, writeSealed } from './sealed-file.ts';

/** A store whose content a backup takes with it. */
export type CopiedStore = {
  list(prefix: string): AsyncIterable<string>;
  read(key: string): AsyncIterable<Buffer>;
};

export type Taking = {
  /** The owner's address. */
  databaseUrl: string;
  masterKey: KeyObject;
  /** Gets a folder for each backup. */
  to: string;
  /** Gets the keys of persons, the newest only. @default `keys` in `to` */
  keysTo?: string | undefined;
  stores: { files: CopiedStore; seals: CopiedStore };
  /** Where `npm start` keeps its own small files. */
  dataDir?: string | undefined;
};

export type Taken = { folder: string; keysFolder: string; manifest: Manifest; bytes: number };

/** What `npm start` made for itself and needs again; the master key is not among it, on purpose. */
const OF_THE_FOLDER = ['demo.json'];

/**
 * Takes a backup while everything runs: all tables as of one moment, then the stored files. A backup is there
 * whole or not at all: written aside, then renamed. The keys of persons go into a folder of their own, where only
 * the newest is kept, so that a key destroyed today opens nothing in yesterday's backup.
 * @throws BackupError
 */
export async function takeBackup(taking: Taking): Promise<Taken> {
  const { masterKey, to } = taking;
  const client = await connect(taking);
  try {
    // A login role's transactions end after two minutes otherwise.
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
      // Nobody waits for the files: the snapshot held back the database's cleaning.
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

async function copyTables(
  client: pg.Client,
  folder: string,
  what: { id: string; masterKey: KeyObject; all: readonly Table[]; kind: Manifest['kind'] },
): Promise<{ tables: BackupTable[] }> {
  const key = backupKey(what.masterKey, what.id);
  const copied: BackupTable[] = [];
  for (const table of what.all.filter((one) => belongs(what.kind, one))) {
    const columns = quotedColumns(client, table.columns);
    const rows = client.query(copyTo(`copy ${quoted(client, table)} (${columns}) to stdout`));
    const file = `tables/${table.schema}.${table.name}.copy.gz`;
    const written = await writeSealed(folder, file, key, rows);
    copied.push({ ...written, ...table, rows: rows.rowCount });
  }
  return { tables: copied };
}

async function copyStore(
  folder: string,
  name: 'files' | 'seals',
  store: CopiedStore,
): Promise<Manifest['stored']> {
  const copied: Manifest['stored'] = [];
  for await (const key of store.list('')) {
    try {
      copied.push({
        store: name,
        key,
        ...(await writePlain(folder, `${name}/${key}`, store.read(key))),
      });
    } catch (error) {
      // Taken away meanwhile: by the time of this backup it was not to be kept any more.
      await rm(join(folder, name, key), { force: true });
      if (!isGone(error)) throw error;
    }
  }
  return copied;
}

async function copyFolder(
  folder: string,
  from: { id: string; masterKey: KeyObject; dataDir: string | undefined },
): Promise<Manifest['folder']> {
  const copied: Manifest['folder'] = [];
  for (const name of from.dataDir === undefined ? [] : OF_THE_FOLDER) {
    const path = join(from.dataDir ?? '', name);
    if (!(await stat(path).catch(() => null))) continue;
    const key = backupKey(from.masterKey, from.id);
    const file = `folder/${name}.gz`;
    copied.push({ name, ...(await writeSealed(folder, file, key, createReadStream(path))) });
  }
  return copied;
}

const isGone = (error: unknown): boolean =>
  error instanceof Error &&
  ('code' in error ? error.code === 'ENOENT' : error.name === 'NoSuchKey');

/** Makes a folder whole or not at all. @throws BackupError when it is there already */
async function aside<T>(folder: string, fill: (part: string) => Promise<T>): Promise<T> {
  if (await stat(folder).catch(() => null)) throw new BackupError(`${folder} is there already`);
  const part = `${folder}.part`;
  await rm(part, { recursive: true, force: true });
  await mkdir(part, { recursive: true, mode: 0o700 });
  try {
    const result = await fill(part);
    await rename(part, folder);
    return result;
  } catch (error) {
    await rm(part, { recursive: true, force: true });
    throw error;
  }
}

/** The keys of yesterday's persons would undo today's erasures. */
async function keepOnly(folder: string, name: string): Promise<void> {
  for (const other of await readdir(folder)) {
    if (other !== name && other.startsWith('assent-')) {
      await rm(join(folder, other), { recursive: true, force: true });
    }
  }
}

/** So that the pages can say when the last backup was taken. */
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
