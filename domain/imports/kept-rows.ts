import { AppError } from '#lib/errors.ts';
import type { Context, Services } from '../context.ts';
import { decryptStream } from '../encryption/encrypted-stream.ts';
import { readCsv, type Format, type Row } from './csv.ts';
import { encodingNamed } from './encoding.ts';
import { headed } from './has-header.ts';

/** Rows of one transaction. */
const CHUNK = 1000;

/** A kept file as the row of its import names it. */
export type KeptRows = { file_key: string; encoding: string; delimiter: string };

/** Rows that lie together in a file; `from` is how many are before them, the header not counted. */
export type Chunk = { header: readonly string[]; from: number; rows: readonly Row[] };

/** Records of a kept file, the header first. @throws AppError invalid (`file`) where it stops being CSV */
export async function* recordsOf(
  services: Services,
  ctx: Context,
  file: KeptRows,
): AsyncGenerator<Row> {
  const keys = await services.keyring.keys(ctx);
  const format: Format = { encoding: encodingNamed(file.encoding), delimiter: file.delimiter };
  yield* readCsv(decryptStream(keys, file.file_key, services.files.read(file.file_key)), format);
}

/** Rows of people: below the header, or all where the first is none. @param progress called now and then, with their number */
export async function countRows(
  services: Services,
  ctx: Context,
  file: KeptRows,
  progress: (rows: number) => void,
): Promise<number> {
  let rows: number | undefined;
  for await (const record of recordsOf(services, ctx, file)) {
    rows = rows === undefined ? headed(record).rows.length : rows + 1;
    if (rows > 0 && rows % 10_000 === 0) progress(rows);
  }
  return rows ?? 0;
}

/** The rows behind the first `after`, a thousand at a time. */
export async function* chunksOf(
  services: Services,
  ctx: Context,
  file: KeptRows,
  after: number,
): AsyncGenerator<Chunk> {
  let header: readonly string[] | undefined;
  let seen = 0;
  let rows: Row[] = [];
  for await (const record of recordsOf(services, ctx, file)) {
    if (!header) {
      const first = headed(record);
      header = first.header;
      if (first.named) continue;
    }
    if (++seen <= after) continue;
    rows.push(record);
    if (rows.length < CHUNK) continue;
    yield { header, from: seen - rows.length, rows };
    rows = [];
  }
  if (header && rows.length) yield { header, from: seen - rows.length, rows };
}

/** What is wrong with a file will be wrong next time. @throws anything else, to be tried again */
export function whatIsWrong(error: unknown): string {
  if (!(error instanceof AppError) || error.kind !== 'invalid') throw error;
  const [field] = error.detail.errors ?? [];
  return `The file ${field?.message ?? error.message}`;
}
