import type { KeyObject } from 'node:crypto';
import { nameOf } from './catalogue.ts';
import {
  backupKey,
  BackupError,
  readManifest,
  type BackupTable,
  type Manifest,
} from './manifest.ts';
import { checkFile, readEncrypted } from './encrypted-file.ts';

/**
 * Reads a whole backup as a restore would: checks the manifest with the master key and every file with its hash,
 * decrypts every table and counts its rows.
 * @throws {BackupError} naming what is wrong
 */
export async function checkBackup(folder: string, masterKey: KeyObject): Promise<Manifest> {
  const manifest = await readManifest(folder, masterKey);
  for (const file of [...manifest.tables, ...manifest.stored, ...manifest.folder]) {
    await checkFile(folder, file);
  }
  for (const table of manifest.tables) await countRows(folder, masterKey, manifest, table);
  return manifest;
}

/** COPY's text format has one line per row; a line break inside a value is written as `\n`. */
async function countRows(
  folder: string,
  masterKey: KeyObject,
  manifest: Manifest,
  table: BackupTable,
): Promise<void> {
  let rows = 0;
  try {
    const key = backupKey(masterKey, manifest.id);
    for await (const chunk of readEncrypted(folder, table.file, key)) {
      for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, at + 1)) rows++;
    }
  } catch (cause) {
    throw new BackupError(`${table.file} cannot be opened`, { cause });
  }
  if (rows !== table.rows) {
    throw new BackupError(`${nameOf(table)} has ${rows} rows where ${table.rows} were taken`);
  }
}
