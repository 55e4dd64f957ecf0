import type { Context, Services } from '../context.ts';
import { isGone } from '../encryption/gone.ts';
import { decryptStream, encryptStream } from '../encryption/encrypted-stream.ts';
import type { TenantKeys } from '../keyring/keyring.ts';

/** Behind a frame's length (4 bytes) stand the format and the key version of its encryption. */
const HEAD = 7;

/** The data key version of a file; null when it is not one that we encrypted. */
async function fileVersion(services: Pick<Services, 'files'>, key: string): Promise<number | null> {
  let head = Buffer.alloc(0);
  for await (const chunk of services.files.read(key)) {
    head = Buffer.concat([head, chunk]);
    if (head.length >= HEAD) break;
  }
  return head.length >= HEAD && head[4] === 1 ? head.readUInt16BE(5) : null;
}

/** Files by their version. Nothing here waits for the database. */
export async function countFiles(
  services: Pick<Services, 'files'>,
  ctx: Context,
): Promise<Map<number, number>> {
  const counts = new Map<number, number>();
  for await (const key of services.files.list(`${ctx.tenantId}/`)) {
    const version = await fileVersion(services, key).catch(whenGone);
    if (version !== null) counts.set(version, (counts.get(version) ?? 0) + 1);
  }
  return counts;
}

/**
 * Encrypts files anew that are still under the old version, each in one piece: whoever reads one meanwhile reads
 * the old content to its end, or the new one from its beginning.
 * @param tell called after each file
 * @returns how many
 */
export async function reencryptFiles(
  services: Pick<Services, 'files'>,
  ctx: Context,
  keys: TenantKeys,
  from: number,
  tell: () => void,
): Promise<number> {
  let encrypted = 0;
  for await (const key of services.files.list(`${ctx.tenantId}/`)) {
    const version = await fileVersion(services, key).catch(whenGone);
    if (version !== from) continue;
    const content = decryptStream(keys, key, services.files.read(key));
    // Taken away while it was read: there is nothing to encrypt.
    const wrote = await services.files
      .write(key, encryptStream(keys, key, content))
      .catch(whenGone);
    if (wrote !== null) encrypted++;
    tell();
  }
  return encrypted;
}

function whenGone(error: unknown): null {
  if (isGone(error)) return null;
  throw error;
}
