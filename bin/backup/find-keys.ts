import type { KeyObject } from 'node:crypto';
import { access, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { checkBackup } from './check.ts';
import { BackupError, MANIFEST, masterOf, readManifest, type Manifest } from './manifest.ts';

/** A copy of the keys, and the master key it was made under: it may be another one than the backup's. */
export type Keys = { folder: string; manifest: Manifest; masterKey: KeyObject };

/**
 * The newest keys there are: in the folder given, or beside the backup, where `npm run backup` puts them. Checked.
 * @throws BackupError when there are none, or none that is as new as the backup
 */
export async function findKeys(
  backup: { folder: string; manifest: Manifest },
  given: string | undefined,
  masters: readonly [KeyObject, ...KeyObject[]],
): Promise<Keys> {
  const place = given ?? join(dirname(backup.folder), 'keys');
  const inside = await readdir(place).catch(() => []);
  const folders = (
    await Promise.all(
      [place, ...inside.map((name) => join(place, name))].map(async (folder) =>
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
      `No keys of persons in ${place}: name the folder of their newest copy with --keys`,
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
