import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { z } from 'zod';
import { encryptStream } from '../encryption/encrypted-stream.ts';
import type { Part, Taking } from './part.ts';

const deflate = promisify(gzip);
const record = z.record(z.string(), z.unknown());

/**
 * Writes what a chunk deletes to a file first: JSON lines `{table, row}`, gzipped, encrypted with the organisation's
 * key. Values under a person's own key stay encrypted in it, so that an erasure makes them unreadable here too. Other
 * personal values (blind indexes, values under the organisation's key) are left out. A repeated transaction writes
 * the same file name again.
 * @returns SHA-256 of the lines, hex
 */
export async function archiveRows(
  { trx, services, keys }: Taking,
  part: Part,
  ids: readonly string[],
  fileKey: string,
): Promise<string> {
  const lines: string[] = [];
  for (const { table, sql } of part.archive ?? []) {
    const { rows } = await trx.raw<{ rows: { row: unknown }[] }>(sql, { ids: [...ids] });
    for (const { row } of rows) {
      lines.push(JSON.stringify({ table, row: withoutTraces(record.parse(row)) }));
    }
  }
  const text = `${lines.join('\n')}\n`;
  const packed = await deflate(text);
  await services.files.write(fileKey, encryptStream(keys, fileKey, once(packed)));
  return createHash('sha256').update(text).digest('hex');
}

/** Removes blind indexes, and encrypted values from before people had keys (their first byte is 1). */
const withoutTraces = (row: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(row).filter(
      ([name, value]) =>
        !name.endsWith('_bidx') &&
        !(name.endsWith('_enc') && typeof value === 'string' && !value.startsWith(PERSONAL)),
    ),
  );

/** How a value under a person's key begins, in Postgres's notation of bytes. */
const PERSONAL = String.raw`\x02`;

async function* once(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}
