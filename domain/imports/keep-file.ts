import { AppError } from '#lib/errors.ts';
import type { Context, Services } from '../context.ts';
import { sealStream } from '../files/sealed-stream.ts';
import { detectFormat } from './csv.ts';

/** Largest file, in bytes. */
export const FILE_LIMIT = 100 * 1024 * 1024;
/** How much of a file is looked at before it is taken, in bytes. */
const HEAD = 256 * 1024;

/** A sealed file in the storage: its size in bytes, its beginning in clear. */
export type KeptFile = { key: string; size: number; head: Buffer };

/** Keeps an uploaded file, sealed. @returns its size and its beginning @throws AppError too_large, invalid */
export async function keepFile(
  services: Services,
  ctx: Context,
  importId: string,
  content: AsyncIterable<Buffer>,
): Promise<KeptFile> {
  const keys = await services.keyring.keys(ctx);
  const key = `${ctx.tenantId}/imports/${importId}`;
  const seen = { size: 0, head: Buffer.alloc(0) as Buffer };
  const watched = async function* (): AsyncGenerator<Buffer> {
    for await (const chunk of content) {
      seen.size += chunk.length;
      if (seen.size > FILE_LIMIT) throw new AppError('too_large', 'The file is larger than 100 MB');
      if (seen.head.length < HEAD) {
        seen.head = Buffer.concat([seen.head, chunk]).subarray(0, HEAD);
        // A wrong file is refused at once, not after its last byte.
        if (seen.head.length >= HEAD) detectFormat(seen.head, false);
      }
      yield chunk;
    }
  };
  await services.files.write(key, sealStream(keys, key, watched()));
  return { key, ...seen };
}
