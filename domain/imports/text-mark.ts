/** `'+965…`: how spreadsheets, and our own downloads, keep a value from being a formula. */
const TEXT_MARK = /^'(?=[=+\-@\t\r＝＋－＠])/u;

/** `="0151…"`: how digits are kept from losing their noughts. */
const FORMULA = /^="(.*)"$/s;

/** A cell as it was meant. */
export const withoutTextMark = (cell: string): string =>
  cell.replace(TEXT_MARK, '').replace(FORMULA, '$1');

/** A cell of an address as it was meant: `'0151…`, `'jane@…`. No number begins with an apostrophe, nor does a mailbox. */
export const withoutAddressMark = (cell: string): string => withoutTextMark(cell).replace(/^'/, '');

/** Whether a mark was taken off that is not our own. */
export const tookMark = (cell: string, without: string): boolean =>
  cell.replace(TEXT_MARK, '') !== without;
