/** `'+965…`: how spreadsheets, and our own downloads, keep a value from being a formula. */
const TEXT_MARK = /^'(?=[=+\-@\t\r＝＋－＠])/u;

/** A cell as it was meant. */
export const withoutTextMark = (cell: string): string => cell.replace(TEXT_MARK, '');
