import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { BackupError } from './manifest.ts';

/**
 * Creates a folder completely or not at all.
 * @throws {BackupError} when it already exists
 */
export async function aside<T>(folder: string, fill: (part: string) => Promise<T>): Promise<T> {
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

/** Deletes older copies of the keys of persons, because they would undo later erasures. */
export async function keepOnly(folder: string, name: string): Promise<void> {
  for (const other of await readdir(folder)) {
    if (other !== name && other.startsWith('assent-')) {
      await rm(join(folder, other), { recursive: true, force: true });
    }
  }
}
