import { stringify } from 'csv-stringify/sync';

/** A BOM, or Excel reads it as Latin-1; formulas escaped, or a cell `=cmd…` runs when it is opened. */
export async function* csvText(
  columns: string[],
  pages: AsyncIterable<string[][]>,
): AsyncGenerator<string> {
  yield stringify([columns], { bom: true, escape_formulas: true });
  for await (const rows of pages) yield stringify(rows, { escape_formulas: true });
}
