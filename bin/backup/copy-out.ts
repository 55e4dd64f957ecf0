import type { KeyObject } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { isGone } from '#domain/encryption/gone.ts';
import { belongs, quoted, quotedColumns, type Table } from './catalogue.ts';
import { backupKey, type BackupTable, type Manifest } from './manifest.ts';
import { writePlain, writeEncrypted } from './encrypted-file.ts';

/** A store whose content goes into the backup. */
export type CopiedStore = {
  list(prefix: string): AsyncIterable<string>;
  read(key: string): AsyncIterable<Buffer>;
};

/** Files that `npm start` created and needs again. The master key is left out on purpose. */
const OF_THE_FOLDER = ['demo.json'];

/** Copies the tables of one kind, each into an encrypted file, in the snapshot of the client's transaction. */
export async function copyTables(
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
    const written = await writeEncrypted(folder, file, key, rows);
    copied.push({ ...written, ...table, rows: rows.rowCount });
  }
  return { tables: copied };
}

/** Copies stored files unchanged: their content is already encrypted. */
export async function copyStore(
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
      // The file was deleted meanwhile, so it no longer had to be kept at the time of this backup.
      await rm(join(folder, name, key), { force: true });
      if (!isGone(error)) throw error;
    }
  }
  return copied;
}

/** Copies the small files of the data folder, encrypted. */
export async function copyFolder(
  folder: string,
  from: { id: string; masterKey: KeyObject; dataDir: string | undefined },
): Promise<Manifest['folder']> {
  const copied: Manifest['folder'] = [];
  for (const name of from.dataDir === undefined ? [] : OF_THE_FOLDER) {
    const path = join(from.dataDir ?? '', name);
    if (!(await stat(path).catch(() => null))) continue;
    const key = backupKey(from.masterKey, from.id);
    const file = `folder/${name}.gz`;
    copied.push({ name, ...(await writeEncrypted(folder, file, key, createReadStream(path))) });
  }
  return copied;
}
