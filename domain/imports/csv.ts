import { Readable } from 'node:stream';
import { parse } from 'csv-parse';
import { errorCode, invalidField } from '#lib/errors.ts';

export type Format = { encoding: 'utf-8' | 'utf-16le' | 'utf-16be'; delimiter: string };
/** One record with the number a spreadsheet shows for it: the header is row 1. */
export type Row = { number: number; values: string[] };

const DELIMITERS = [',', ';', '\t', '|'];

/**
 * Finds out what a file is from its beginning.
 * @throws AppError invalid (field `file`) for what is no text
 */
export function detectFormat(head: Buffer, whole: boolean): Format {
  const encoding = encodingOf(head);
  // A character may be cut at the end of the sample.
  const sample = encoding === 'utf-8' && !whole ? head.subarray(0, lastNewline(head)) : head;
  const text = decode(sample, encoding);
  if (/[\u0000-\u0008\u000e-\u001f]/.test(text)) throw notText(); // oxlint-disable-line no-control-regex
  const firstLine = text.split(/\r?\n|\r/, 1)[0] ?? '';
  const counts = DELIMITERS.map((d) => [d, outsideQuotes(firstLine, d)] as const);
  const [best] = counts.toSorted((a, b) => b[1] - a[1]);
  return { encoding, delimiter: best && best[1] > 0 ? best[0] : ',' };
}

const lastNewline = (bytes: Buffer): number => {
  const at = bytes.lastIndexOf(10);
  return at < 0 ? bytes.length : at + 1;
};

function encodingOf(head: Buffer): Format['encoding'] {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  return 'utf-8';
}

function decode(bytes: Buffer, encoding: Format['encoding']): string {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    throw notText();
  }
}

const notText = () =>
  invalidField(
    'file',
    'is not a CSV file in UTF-8 or UTF-16: save it from your spreadsheet as "CSV UTF-8"',
  );

const outsideQuotes = (line: string, delimiter: string): number =>
  line.replaceAll(/"[^"]*"/g, '').split(delimiter).length - 1;

/**
 * Reads a CSV file record by record; quoted line breaks belong to their record, empty lines are skipped
 * but counted.
 * @throws AppError invalid (field `file`) where it stops being text, or ends inside a quoted field
 */
export async function* readCsv(source: AsyncIterable<Buffer>, format: Format): AsyncGenerator<Row> {
  const parser = parse({
    bom: true,
    delimiter: format.delimiter,
    relax_quotes: true,
    relax_column_count: true,
    skip_empty_lines: true,
    info: true,
    max_record_size: 1024 * 1024,
  });
  const text = Readable.from(decoded(source, format.encoding));
  text.on('error', (error) => parser.destroy(error));
  text.pipe(parser);
  // csv-parse types its records as any; with `info` they look like this.
  const records: AsyncIterable<{
    record: string[];
    info: { records: number; empty_lines: number };
  }> = parser;
  try {
    for await (const read of records) {
      yield {
        number: read.info.records + read.info.empty_lines,
        values: read.record.map((value) => value.trim()),
      };
    }
  } catch (error) {
    throw csvError(error);
  }
}

function csvError(error: unknown): unknown {
  const code = errorCode(error);
  if (code === 'CSV_QUOTE_NOT_CLOSED')
    return invalidField('file', 'ends inside a quoted field: a closing quote is missing');
  if (code === 'CSV_MAX_RECORD_SIZE')
    return invalidField(
      'file',
      'has a row longer than 1 MB: a closing quote is missing, or it is no CSV file',
    );
  return error;
}

async function* decoded(
  source: AsyncIterable<Buffer>,
  encoding: Format['encoding'],
): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  try {
    for await (const chunk of source) yield decoder.decode(chunk, { stream: true });
    yield decoder.decode();
  } catch (error) {
    throw error instanceof TypeError ? notText() : error;
  }
}
