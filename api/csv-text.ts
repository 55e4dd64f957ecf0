import { Readable } from 'node:stream';
import type { Context as KoaContext } from 'koa';
import { stringify } from 'csv-stringify/sync';

/** A BOM, or Excel reads it as Latin-1; formulas escaped, or a cell `=cmd…` runs when it is opened. */
async function* csvText(
  columns: string[],
  pages: AsyncIterable<string[][]>,
): AsyncGenerator<string> {
  yield stringify([columns], { bom: true, escape_formulas: true });
  for await (const rows of pages) yield stringify(rows, { escape_formulas: true });
}

/** Answers with rows as a file to be kept, page by page: it is never whole in memory, and no cache has it. */
export function sendCsv(
  http: KoaContext,
  filename: string,
  columns: string[],
  pages: AsyncIterable<string[][]>,
): void {
  http.type = 'text/csv; charset=utf-8';
  http.set('Content-Disposition', `attachment; filename="${filename}"`);
  http.set('Cache-Control', 'no-store');
  http.body = Readable.from(csvText(columns, pages), { objectMode: false });
}
