import type { KeyObject } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { checkBackup } from './check.ts';
import { findKeys } from './find-keys.ts';
import { loadBackup } from './load.ts';
import { backupKey, BackupError, masterOf, type Manifest } from './manifest.ts';
import { readEncrypted } from './encrypted-file.ts';

/** A store into which files are restored. */
export type RestoredStore = {
  list(prefix: string): AsyncIterable<string>;
  write(key: string, content: AsyncIterable<Buffer>): Promise<number>;
};

export type Restoring = {
  databaseUrl: string;
  masterKey: KeyObject;
  /** The previous master key, for a backup that was made with it. */
  previousMasterKey?: KeyObject | null;
  folder: string;
  /** Folder of the newest keys of persons. @default `keys` beside the backup */
  keys?: string | undefined;
  stores: { files: RestoredStore; seals: RestoredStore };
  dataDir?: string | undefined;
};

/**
 * Restores a backup into an empty database, and its missing files. Everything is checked before the first row is
 * written. Existing seals stay as they are: they prove what happened after the backup.
 * @throws {BackupError} when the backup or the database cannot be used
 */
export async function restoreBackup(restoring: Restoring): Promise<Manifest> {
  const { databaseUrl, folder, stores, previousMasterKey: previous = null } = restoring;
  const masters: [KeyObject, ...KeyObject[]] = [
    restoring.masterKey,
    ...(previous ? [previous] : []),
  ];
  const masterKey = await masterOf(folder, masters);
  const manifest = await checkBackup(folder, masterKey);
  if (manifest.kind !== 'database') {
    throw new BackupError(`${folder} holds keys only: name the folder of the backup itself`);
  }
  const keys = await findKeys({ folder, manifest }, restoring.keys, masters);
  await loadBackup({
    databaseUrl,
    masterKey: restoring.masterKey,
    previous,
    madeWith: masterKey,
    folder,
    manifest,
    keys,
  });
  for (const name of ['files', 'seals'] as const) {
    await putBack(folder, manifest, name, stores[name]);
  }
  if (restoring.dataDir !== undefined)
    await putFolderBack({ folder, masterKey }, manifest, restoring.dataDir);
  return manifest;
}

async function putBack(
  folder: string,
  manifest: Manifest,
  name: 'files' | 'seals',
  store: RestoredStore,
): Promise<void> {
  const there = new Set<string>();
  for await (const key of store.list('')) there.add(key);
  for (const { store: of, key, file } of manifest.stored) {
    if (of !== name || there.has(key)) continue;
    await store.write(key, createReadStream(join(folder, file)));
  }
}

async function putFolderBack(
  { folder, masterKey }: Pick<Restoring, 'folder' | 'masterKey'>,
  manifest: Manifest,
  dataDir: string,
): Promise<void> {
  for (const { name, file } of manifest.folder) {
    const path = join(dataDir, name);
    if (await stat(path).catch(() => null)) continue;
    const content = readEncrypted(folder, file, backupKey(masterKey, manifest.id));
    await pipeline(content, createWriteStream(path, { mode: 0o600 }));
  }
  // Temporal's workflows belong to the lost database; those of the restored one are started from the ledger.
  for (const suffix of ['', '-wal', '-shm']) {
    const file = join(dataDir, `temporal.sqlite${suffix}`);
    await rename(file, `${file}.before-restore`).catch(() => undefined);
  }
}
