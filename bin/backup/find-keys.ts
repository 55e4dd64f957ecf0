import type { KeyObject } from 'node:crypto';
import { access, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { checkBackup } from './check.ts';
import { BackupError, MANIFEST, masterOf, readManifest, type Manifest } from './manifest.ts';

/** A copy of the keys, and the master key it was made with, which may differ from the backup's. */
export type Keys = { folder: string; manifest: Manifest; masterKey: KeyObject };

/**
 * Finds and checks the newest copy of the keys: in the given folder, or beside the backup, where `npm run backup`
 * puts them.
 * @throws {BackupError} when there are none, or none as new as the backup
 */
export async function findKeys(
  backup: { folder: string; manifest: Manifest },
  given: string | undefined,
  masters: readonly [KeyObject, ...KeyObject[]],
): Promise<Keys> {
  const keysFolder = given ?? join(dirname(backup.folder), 'keys');
  const inside = await readdir(keysFolder).catch(() => []);
  const folders = (
    await Promise.all(
      [keysFolder, ...inside.map((name) => join(keysFolder, name))].map(async (folder) =>
        (await isThere(join(folder, MANIFEST))) ? [folder] : [],
      ),
    )
  ).flat();
  let newest: Keys | undefined;
  for (const folder of folders) {
    const masterKey = await masterOf(folder, masters);
    const manifest = await readManifest(folder, masterKey);
    if (manifest.kind !== 'keys') continue;
    if (!newest || manifest.taken_at > newest.manifest.taken_at)
      newest = { folder, manifest, masterKey };
  }
  if (!newest) {
    throw new BackupError(
      `No keys of persons in ${keysFolder}: name the folder of their newest copy with --keys`,
    );
  }
  if (newest.manifest.taken_at < backup.manifest.taken_at) {
    throw new BackupError(
      `The keys in ${newest.folder} are older than the backup: what was destroyed in between would be readable again`,
    );
  }
  await checkBackup(newest.folder, newest.masterKey);
  return newest;
}

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
