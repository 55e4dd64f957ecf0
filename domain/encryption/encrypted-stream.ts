import { KeyMissing, decrypt, encrypt, keyVersionOf } from '#lib/crypto.ts';
import type { TenantKeys } from '../keyring/keyring.ts';

/*
 * A file is encrypted in frames, so that it never has to be in memory as a whole: length (4 bytes) | encrypted frame.
 * Each frame is bound to its number and the file's storage key: frames cannot be moved, removed from the middle or
 * added.
 */
const FRAME = 256 * 1024;

/** Encrypts a stream for its name in the storage. */
export async function* encryptStream(
  keys: Pick<TenantKeys, 'data'>,
  fileKey: string,
  source: AsyncIterable<Buffer>,
): AsyncGenerator<Buffer> {
  let number = 0;
  for await (const frame of inFrames(source)) {
    const encrypted = encrypt(keys.data, frame, `${fileKey}|${number++}`);
    const head = Buffer.alloc(4);
    head.writeUInt32BE(encrypted.length);
    yield Buffer.concat([head, encrypted]);
  }
}

/** Decrypts a stream of encryptStream. @throws Error when it was changed or its key is gone */
export async function* decryptStream(
  keys: Pick<TenantKeys, 'dataKeys'>,
  fileKey: string,
  source: AsyncIterable<Buffer>,
): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  let number = 0;
  for await (const chunk of source) {
    rest = rest.length ? Buffer.concat([rest, chunk]) : chunk;
    while (rest.length >= 4 && rest.length >= 4 + rest.readUInt32BE()) {
      const end = 4 + rest.readUInt32BE();
      const encrypted = rest.subarray(4, end);
      rest = rest.subarray(end);
      const key = keys.dataKeys.get(keyVersionOf(encrypted));
      if (!key) throw new KeyMissing('the key of this file is gone');
      yield decrypt(key, encrypted, `${fileKey}|${number++}`);
    }
  }
  if (rest.length) throw new Error('the file ends inside a frame');
}

async function* inFrames(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let parts: Buffer[] = [];
  let size = 0;
  for await (const chunk of source) {
    parts.push(chunk);
    size += chunk.length;
    if (size < FRAME) continue;
    yield Buffer.concat(parts);
    parts = [];
    size = 0;
  }
  if (size) yield Buffer.concat(parts);
}
