import type { Context, Services } from '../context.ts';
import { isGone } from '../encryption/gone.ts';
import { decryptStream, encryptStream } from '../encryption/encrypted-stream.ts';
import type { TenantKeys } from '../keyring/keyring.ts';

/** A frame's length (4 bytes) is followed by the format (1) and the key version (2) of its encryption. */
const HEAD = 7;

/** Returns the data key version of a file; null when Assent did not encrypt it. */
async function fileVersion(services: Pick<Services, 'files'>, key: string): Promise<number | null> {
  let head = Buffer.alloc(0);
  for await (const chunk of services.files.read(key)) {
    head = Buffer.concat([head, chunk]);
    if (head.length >= HEAD) break;
  }
  return head.length >= HEAD && head[4] === 1 ? head.readUInt16BE(5) : null;
}

/** Counts files by key version. Uses no database. */
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
 * Re-encrypts the files that are still under the old version. Each file is replaced atomically: a concurrent reader
 * gets either the whole old content or the whole new one.
 * @param progress called after each file
 * @returns how many
 */
export async function reencryptFiles(
  services: Pick<Services, 'files'>,
  ctx: Context,
  keys: TenantKeys,
  from: number,
  progress: () => void,
): Promise<number> {
  let encrypted = 0;
  for await (const key of services.files.list(`${ctx.tenantId}/`)) {
    const version = await fileVersion(services, key).catch(whenGone);
    if (version !== from) continue;
    const content = decryptStream(keys, key, services.files.read(key));
    // Null: the file was deleted meanwhile.
    const wrote = await services.files
      .write(key, encryptStream(keys, key, content))
      .catch(whenGone);
    if (wrote !== null) encrypted++;
    progress();
  }
  return encrypted;
}

function whenGone(error: unknown): null {
  if (isGone(error)) return null;
  throw error;
}
