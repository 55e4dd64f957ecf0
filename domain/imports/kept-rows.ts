import { AppError } from '#lib/errors.ts';
import type { Context, Services } from '../context.ts';
import { decryptStream } from '../encryption/encrypted-stream.ts';
import { readCsv, type Format, type Row } from './csv.ts';
import { encodingNamed } from './encoding.ts';
import { headed } from './has-header.ts';

/** Rows per transaction. */
const CHUNK = 1000;

/** A stored file as its import's row describes it. */
export type KeptRows = { file_key: string; encoding: string; delimiter: string };

/** Consecutive rows of a file; `from` is the number of rows before them, without the header. */
export type Chunk = { header: readonly string[]; from: number; rows: readonly Row[] };

/** Reads the records of a stored file, some at a time. @throws AppError invalid (`file`) when it is not CSV */
async function* someRecordsOf(
  services: Services,
  ctx: Context,
  file: KeptRows,
): AsyncGenerator<readonly Row[]> {
  const keys = await services.keyring.keys(ctx);
  const format: Format = { encoding: encodingNamed(file.encoding), delimiter: file.delimiter };
  yield* readCsv(decryptStream(keys, file.file_key, services.files.read(file.file_key)), format);
}

/** Reads the records of a stored file, the header first. @throws AppError invalid (`file`) when it is not CSV */
export async function* recordsOf(
  services: Services,
  ctx: Context,
  file: KeptRows,
): AsyncGenerator<Row> {
  for await (const some of someRecordsOf(services, ctx, file)) yield* some;
}

/** Counts the data rows of a stored file. @param progress called every 10,000 rows, with their number */
export async function countRows(
  services: Services,
  ctx: Context,
  file: KeptRows,
  progress: (rows: number) => void,
): Promise<number> {
  let rows: number | undefined;
  for await (const some of someRecordsOf(services, ctx, file)) {
    for (const record of some) {
      rows = rows === undefined ? headed(record).rows.length : rows + 1;
      if (rows > 0 && rows % 10_000 === 0) progress(rows);
    }
  }
  return rows ?? 0;
}

/** Reads the rows after the first `after`, in chunks of a thousand. */
export async function* chunksOf(
  services: Services,
  ctx: Context,
  file: KeptRows,
  after: number,
): AsyncGenerator<Chunk> {
  let header: readonly string[] | undefined;
  let seen = 0;
  let rows: Row[] = [];
  for await (const some of someRecordsOf(services, ctx, file)) {
    for (const record of some) {
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
  }
  if (header && rows.length) yield { header, from: seen - rows.length, rows };
}

/**
 * Returns the sentence for an invalid file, which no retry can change. @throws every other error again, so that it is
 * retried
 */
export function whatIsWrong(error: unknown): string {
  if (!(error instanceof AppError) || error.kind !== 'invalid') throw error;
  const [field] = error.detail.errors ?? [];
  return `The file ${field?.message ?? error.message}`;
}
