import type { Writable } from 'node:stream';
import { parse } from 'csv-parse';
import { AppError, errorCode, invalidField } from '#lib/errors.ts';
import { decoderOf } from './encoding.ts';
import type { Encoding } from './encodings.contract.ts';

export type Format = { encoding: Encoding; delimiter: string };
/** One record with the row number that a spreadsheet shows: the header is row 1. */
export type Row = { number: number; values: string[] };

/**
 * Reads a CSV file record by record; quoted line breaks belong to their record. Skips but counts empty lines, rows of
 * empty cells above the header, and a first row that only names the delimiter (`sep=;`). Yields the records of each
 * piece of the file together: one turn of the event loop for each record would cost as much as reading it.
 * @throws AppError invalid (field `file`) when the content is not text, or ends inside a quoted field
 */
export const readCsv = (
  source: AsyncIterable<Buffer>,
  format: Format,
): AsyncGenerator<readonly Row[]> => recordsIn(decoded(source, format.encoding), format.delimiter);

/** The first records of a text. `problem`: why a truncated text has no more that can be read. */
export type FirstRecords = { rows: Row[]; all: boolean; problem?: AppError };

/**
 * Returns the first records of a text, including the header. In a truncated text the last record is dropped, and a
 * quoted field may be unclosed. Reads no more of it than these records need. @param whole false for a truncated text
 */
export async function firstRecords(
  text: string,
  whole: boolean,
  delimiter: string,
  most: number,
): Promise<FirstRecords> {
  const rows: Row[] = [];
  try {
    for await (const some of recordsIn(piecesOf(text), delimiter)) {
      rows.push(...some);
      if (rows.length > most) return { rows: rows.slice(0, most), all: false };
    }
  } catch (error) {
    if (whole || !(error instanceof AppError)) throw error;
    return { rows, all: false, problem: error };
  }
  return whole ? { rows, all: true } : { rows: rows.slice(0, -1), all: false };
}

/** How much of a text is parsed at once, in characters. */
const PIECE = 64 * 1024;

async function* piecesOf(text: string): AsyncGenerator<string> {
  for (let from = 0; from < text.length;) {
    // A letter of two units stays whole.
    const to = /[\ud800-\udbff]/.test(text.charAt(from + PIECE - 1))
      ? from + PIECE + 1
      : from + PIECE;
    yield text.slice(from, to);
    from = to;
  }
}

/** How long a record may be, in bytes of UTF-8. */
const LONGEST_RECORD = 1024 * 1024;

async function* recordsIn(
  text: AsyncIterable<string>,
  delimiter: string,
): AsyncGenerator<readonly Row[]> {
  let rows: Row[] = [];
  let first = true;
  const parser = parse({
    bom: true,
    delimiter,
    // A file may have been written by two programs, with different line ends.
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_quotes: true,
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: LONGEST_RECORD,
    // What it returns goes through the stream: nothing does.
    on_record(record: string[], { records, empty_lines }) {
      const values = record.map((value) => value.trim());
      if (first && values.every((value) => value === '')) return null;
      const named = first && namesDelimiter(values);
      first = false;
      if (!named) rows.push({ number: records + empty_lines, values });
      return null;
    },
  });
  // Each step hears of its own failure.
  parser.on('error', () => undefined).resume();
  try {
    for await (const piece of text) {
      const failure = await written(parser, piece);
      if (rows.length) yield rows;
      if (failure) throw csvError(failure);
      rows = [];
    }
    const failure = await ended(parser);
    if (rows.length) yield rows;
    if (failure) throw csvError(failure);
  } finally {
    parser.destroy();
  }
}

type Failure = Error | null | undefined;

const written = (parser: Writable, piece: string): Promise<Failure> =>
  new Promise((resolve) => parser.write(piece, resolve));

const ended = (parser: Writable): Promise<Failure> => new Promise((resolve) => parser.end(resolve));

/** `sep=;` is split by its own delimiter. */
const namesDelimiter = ([value = '', ...rest]: string[]): boolean =>
  /^sep=.?$/i.test(value) && rest.every((one) => one === '');

function csvError(error: unknown): unknown {
  const code = errorCode(error);
  if (code === 'CSV_QUOTE_NOT_CLOSED')
    return invalidField('file', 'ends inside a quoted field: a closing quote is missing');
  if (code === 'CSV_MAX_RECORD_SIZE')
    return invalidField(
      'file',
      'has a row longer than 1 MB: a closing quote is missing, or it is not a CSV file',
    );
  return error;
}

async function* decoded(source: AsyncIterable<Buffer>, encoding: Encoding): AsyncGenerator<string> {
  const decode = decoderOf(encoding);
  for await (const chunk of source) yield decode(chunk);
  yield decode();
}
