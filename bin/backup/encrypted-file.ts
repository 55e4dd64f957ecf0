import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { decryptStream, encryptStream } from '#domain/encryption/encrypted-stream.ts';
import type { VersionedKey } from '#lib/crypto.ts';
import { BackupError, type BackupFile } from './manifest.ts';

/** Most stored data is encrypted and does not compress, so the fast level loses little. */
const LEVEL = 3;

type Source = AsyncIterable<Buffer>;

/** Writes a stream into the backup, compressed and encrypted; the encryption is bound to the file's location. */
export const writeEncrypted = (
  folder: string,
  file: string,
  key: VersionedKey,
  source: Source,
): Promise<BackupFile> =>
  writeFileOf(folder, file, (hash) =>
    pipeline(
      source,
      createGzip({ level: LEVEL }),
      (chunks: Source) => encryptStream({ data: key }, file, chunks),
      hash.through,
      createWriteStream(join(folder, file), { mode: 0o600 }),
    ),
  );

/** Writes a stream into the backup unchanged. */
export const writePlain = (folder: string, file: string, source: Source): Promise<BackupFile> =>
  writeFileOf(folder, file, (hash) =>
    pipeline(source, hash.through, createWriteStream(join(folder, file), { mode: 0o600 })),
  );

async function writeFileOf(
  folder: string,
  file: string,
  write: (hash: Hashing) => Promise<void>,
): Promise<BackupFile> {
  await mkdir(dirname(join(folder, file)), { recursive: true, mode: 0o700 });
  const hash = hashing();
  await write(hash);
  return { file, ...hash.result() };
}

/**
 * Reads what `writeEncrypted` wrote.
 * @throws {Error} when it was changed or truncated
 */
export async function* readEncrypted(
  folder: string,
  file: string,
  key: VersionedKey,
): AsyncGenerator<Buffer> {
  const sealed = createReadStream(join(folder, file));
  const opened = decryptStream({ dataKeys: new Map([[key.version, key]]) }, file, sealed);
  const gunzip = createGunzip();
  const done = pipeline(opened, gunzip);
  // The error is thrown below, after everything that could be read.
  done.catch(() => undefined);
  yield* gunzip;
  await done;
}

/**
 * Checks a file of a backup.
 * @throws {BackupError} when it is missing or not the file in the manifest
 */
export async function checkFile(folder: string, expected: BackupFile): Promise<void> {
  const hash = hashing();
  const away = await pipeline(
    createReadStream(join(folder, expected.file)),
    hash.through,
    async (chunks: Source) => {
      for await (const _ of chunks);
    },
  ).then(
    () => false,
    () => true,
  );
  if (away) throw new BackupError(`${expected.file} is missing or cannot be read`);
  const { bytes, sha256 } = hash.result();
  if (bytes !== expected.bytes || sha256 !== expected.sha256) {
    throw new BackupError(`${expected.file} is damaged: it is not what the manifest names`);
  }
}

type Hashing = { through: Transform; result(): { bytes: number; sha256: string } };

function hashing(): Hashing {
  const hash = createHash('sha256');
  let bytes = 0;
  return {
    through: new Transform({
      transform(chunk: Buffer, _, done) {
        hash.update(chunk);
        bytes += chunk.length;
        done(null, chunk);
      },
    }),
    result: () => ({ bytes, sha256: hash.digest('hex') }),
  };
}
