import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { BackupError } from './manifest.ts';

/** Makes a folder whole or not at all. @throws BackupError when it is there already */
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

/** The keys of yesterday's persons would undo today's erasures. */
export async function keepOnly(folder: string, name: string): Promise<void> {
  for (const other of await readdir(folder)) {
    if (other !== name && other.startsWith('assent-')) {
      await rm(join(folder, other), { recursive: true, force: true });
    }
  }
}
