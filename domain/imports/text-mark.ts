/** `'+965…`: spreadsheets and our own downloads use the apostrophe so that a value is not a formula. */
const TEXT_MARK = /^'(?=[=+\-@\t\r＝＋－＠])/u;

/** `="0151…"`: this form preserves leading zeros. */
const FORMULA = /^="(.*)"$/s;

/** Returns a cell without these marks. */
export const withoutTextMark = (cell: string): string =>
  cell.replace(TEXT_MARK, '').replace(FORMULA, '$1');

/**
 * Returns a cell of an address without marks: `'0151…`, `'jane@…`. Neither numbers nor mailboxes begin with an
 * apostrophe.
 */
export const withoutAddressMark = (cell: string): string => withoutTextMark(cell).replace(/^'/, '');

/** Returns whether a mark was removed that our own downloads do not write. */
export const tookMark = (cell: string, without: string): boolean =>
  cell.replace(TEXT_MARK, '') !== without;
