import { normalizeEmail } from '../addresses/address.ts';

const DELIMITERS = [',', ';', '\t', '|'];

/**
 * Finds a row within a quoted cell, which ran on over the ends of lines because its closing quote is missing: one of
 * the cell's lines has an address where a row has it.
 * @param at the columns of addresses
 * @param isAddress whether a text is an address of the row's kind
 * @returns how many lines the cell has; null where no cell has a row in it
 */
export function swallowedRow(
  values: readonly string[],
  at: readonly number[],
  isAddress: (text: string, column: number) => boolean,
): number | null {
  for (const [column, value] of values.entries()) {
    if (!/[\r\n]/.test(value)) continue;
    const lines = value.split(/\r\n|\r|\n/);
    const found = lines.some((line, nth) =>
      hasAddress(line, nth === 0 ? column : 0, at, isAddress),
    );
    if (found) return lines.length;
  }
  return null;
}

/** Whether a line has an address in its place. @param from the column in which the line begins */
const hasAddress = (
  line: string,
  from: number,
  at: readonly number[],
  isAddress: (text: string, column: number) => boolean,
): boolean =>
  DELIMITERS.some((delimiter) => {
    const cells = line.split(delimiter);
    return (
      cells.length > 1 &&
      at.some((column) => {
        const cell = cells[column - from]?.replace(/^\s*"?|"?\s*$/g, '');
        return cell !== undefined && cell !== '' && isAddress(cell, column);
      })
    );
  });

/** Whether a header has a row in it: one of the lines in a name has an e-mail address. */
export const swallowedByHeader = (header: readonly string[]): boolean =>
  header.some(
    (name) =>
      /[\r\n]/.test(name) &&
      name.split(/[,;|\t\r\n]/).some((cell) => normalizeEmail(cell.replaceAll('"', '')) !== null),
  );

/** The message about such a row. */
export const swallowedMessage = (lines: number): string =>
  `has another row in it: a closing quote is missing in one of its ${lines} lines`;
