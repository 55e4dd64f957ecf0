import { createReadStream, createWriteStream } from 'node:fs';
import {
  access,
  constants,
  mkdir,
  open,
  readdir,
  readFile,
  rename,
  rm,
  stat,
} from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { errorCode } from '#lib/errors.ts';
import { plainKey } from './key.ts';

/** Only the user who runs Assent may read stored files. */
const FOLDER = { recursive: true, mode: 0o700 };
const FILE = { mode: 0o600, flush: true };

/**
 * Stores files on the local disk. A file is written aside, made durable and then renamed, so that it is never partial,
 * also after a power cut.
 */
export function createDiskStorage(root: string) {
  const base = resolve(root);
  const pathOf = (key: string): string => join(base, plainKey(key));
  return {
    kind: 'folder',
    /** @returns the number of bytes written */
    async write(key: string, content: AsyncIterable<Buffer>): Promise<number> {
      const path = pathOf(key);
      await mkdir(dirname(path), FOLDER);
      const part = `${path}.part`;
      try {
        await pipeline(
          Readable.from(content, { objectMode: false }),
          createWriteStream(part, FILE),
        );
        await rename(part, path);
        await makeDurable(dirname(path));
      } catch (error) {
        await rm(part, { force: true });
        throw error;
      }
      return (await stat(path)).size;
    },
    read: (key: string): AsyncIterable<Buffer> => createReadStream(pathOf(key)),
    /** Returns a small file as text; null when there is none. */
    readText: (key: string): Promise<string | null> =>
      readFile(pathOf(key), 'utf8').catch((error: unknown) => {
        if (errorCode(error) === 'ENOENT') return null;
        throw error;
      }),
    /** Lists the keys with a prefix, in order, without files that are still being written. */
    async *list(prefix: string): AsyncGenerator<string> {
      // A missing folder is empty: nothing was written yet. Any other read error is an error.
      const found = await readdir(base, { recursive: true, withFileTypes: true }).catch(
        (error: unknown) => {
          if (errorCode(error) === 'ENOENT') return [];
          throw error;
        },
      );
      const keys = found
        .filter((entry) => entry.isFile() && !entry.name.endsWith('.part'))
        .map((entry) => relative(base, join(entry.parentPath, entry.name)).replaceAll(sep, '/'));
      yield* keys.filter((key) => key.startsWith(prefix)).sort();
    },
    remove: (key: string): Promise<void> => rm(pathOf(key), { force: true }),
    /** Resolves when files can be written. */
    async ping(): Promise<void> {
      await mkdir(base, FOLDER);
      await access(join(base), constants.W_OK);
    },
  };
}

/** Makes the names in a folder durable: a file that is durable itself may still be missing from it after a power cut. */
async function makeDurable(folder: string): Promise<void> {
  // Windows opens no folders.
  if (process.platform === 'win32') return;
  const handle = await open(folder);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
