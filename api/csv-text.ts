import { Readable } from 'node:stream';
import type { Context as KoaContext } from 'koa';
import { stringify } from 'csv-stringify/sync';

/**
 * Writes CSV. The BOM keeps Excel from reading it as Latin-1; formulas are escaped, because a cell `=cmd…` would run
 * when opened.
 */
async function* csvText(
  columns: string[],
  pages: AsyncIterable<string[][]>,
): AsyncGenerator<string> {
  yield stringify([columns], { bom: true, escape_formulas: true });
  for await (const rows of pages) yield stringify(rows, { escape_formulas: true });
}

/** Sends rows as a CSV download, page by page: the file is never whole in memory, and caches may not store it. */
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
