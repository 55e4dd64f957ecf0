import { AppError } from '#lib/errors.ts';
import type { Context, Services } from '../context.ts';
import { decryptStream, encryptStream } from '../encryption/encrypted-stream.ts';
import { decoderOf, guessEncoding, mustBeText, type Bytes } from './encoding.ts';

/** Largest file, in bytes. */
export const FILE_LIMIT = 100 * 1024 * 1024;
/**
 * How much of a file is inspected before it is accepted, in bytes: the header and a row as long as rows may be (1 MB
 * each), also in UTF-16.
 */
const HEAD = 4 * 1024 * 1024;
/** After how many bytes a file that is no text is refused, before the rest has arrived. */
const EARLY = 256 * 1024;

/** An encrypted file in the storage: its size in bytes, and the inspected bytes in clear. */
export type KeptFile = Bytes & { key: string; size: number; name: string | null };

/** Stores an uploaded file, encrypted. @returns its size and its first bytes @throws AppError too_large, invalid */
export async function keepFile(
  services: Services,
  ctx: Context,
  importId: string,
  content: AsyncIterable<Buffer>,
  name = '',
): Promise<KeptFile> {
  const keys = await services.keyring.keys(ctx);
  const key = `${ctx.tenantId}/imports/${importId}`;
  const inspect = inspector();
  const watched = async function* (): AsyncGenerator<Buffer> {
    for await (const chunk of content) {
      inspect.at(chunk);
      yield chunk;
    }
  };
  await services.files.write(key, encryptStream(keys, key, watched()));
  return { key, name: nameOf(name), ...inspect.seen() };
}

/**
 * Returns the name of a file as it is listed, without folders; null for a name with an e-mail address, since that
 * identifies a person.
 */
function nameOf(given: string): string | null {
  const name = given
    .replace(/^.*[\\/]/, '')
    .replaceAll(/[\p{Cc}\p{Cf}]/gu, '')
    .trim();
  return name === '' || name.includes('@') ? null : name.slice(0, 200);
}

/** Reads the first bytes of a stored file. @throws Error when it is gone, or the storage cannot be reached */
export async function headOf(services: Services, ctx: Context, key: string): Promise<Buffer> {
  const keys = await services.keyring.keys(ctx);
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of decryptStream(keys, key, services.files.read(key))) {
    chunks.push(chunk);
    size += chunk.length;
    if (size >= HEAD) break;
  }
  return Buffer.concat(chunks).subarray(0, HEAD);
}

/** Inspects the chunks of a file while it is stored. */
function inspector() {
  let [size, head, foreign]: [number, Buffer, Buffer | null] = [0, Buffer.alloc(0), null];
  const utf8 = new TextDecoder('utf-8', { fatal: true });
  const isUtf8 = (chunk?: Buffer): boolean => {
    try {
      utf8.decode(chunk, { stream: chunk !== undefined });
      return true;
    } catch {
      return false;
    }
  };
  return {
    /** @throws AppError too_large, invalid (`file`): a wrong file is refused early, not after its last byte */
    at(chunk: Buffer): void {
      size += chunk.length;
      if (size > FILE_LIMIT) throw new AppError('too_large', 'The file is larger than 100 MB');
      if (!foreign && !isUtf8(chunk)) foreign = beyondAscii(chunk);
      if (head.length >= HEAD) return;
      const before = head.length;
      head = Buffer.concat([head, chunk]).subarray(0, HEAD);
      if (before >= EARLY || head.length < EARLY) return;
      const bytes = head.subarray(0, EARLY);
      const { value } = guessEncoding({ head: bytes, foreign }, null);
      mustBeText(decoderOf(value)(bytes), value);
    },
    seen(): Omit<KeptFile, 'key' | 'name'> {
      // The file may end in the middle of a character.
      if (!foreign && !isUtf8()) foreign = head;
      return { size, head, foreign };
    },
  };
}

/**
 * Returns the bytes from the first line with a non-ASCII byte on, as many as detection needs. With the beginning of its
 * word, a letter shows whether it fits there.
 */
function beyondAscii(chunk: Buffer): Buffer {
  const at = Math.max(
    0,
    chunk.findIndex((byte) => byte > 127),
  );
  const from = Math.max(
    at - LINE,
    chunk.lastIndexOf(0x0a, at) + 1,
    chunk.lastIndexOf(0x0d, at) + 1,
  );
  return chunk.subarray(from, from + 64 * 1024);
}

/** How much of a long line is enough. */
const LINE = 1024;
