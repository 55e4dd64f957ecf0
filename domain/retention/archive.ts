import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { z } from 'zod';
import { encryptStream } from '../encryption/encrypted-stream.ts';
import type { Part, Taking } from './part.ts';

const deflate = promisify(gzip);
const record = z.record(z.string(), z.unknown());

/**
 * Puts what a chunk takes into a file before it goes: JSON lines `{table, row}`, gzipped, sealed with the
 * organisation's key. What a person's own key seals stays sealed in it: erasing them makes it unreadable here too.
 * Anything else that is personal (blind indexes, values under the organisation's key) is left out. Written again
 * under the same name when the transaction is repeated.
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

/** Without blind indexes, and without sealed values of before people had keys (their first byte is 1). */
const withoutTraces = (row: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(row).filter(
      ([name, value]) =>
        !name.endsWith('_bidx') &&
        !(name.endsWith('_enc') && typeof value === 'string' && !value.startsWith(PERSONAL)),
    ),
  );

/** How a value under a person's key begins, as Postgres writes bytes. */
const PERSONAL = String.raw`\x02`;

async function* once(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}
