/**
 * Parses JSON that a person saved as a file: Windows editors begin it with a byte order mark, which is no JSON.
 * @throws SyntaxError
 */
export const parseSavedJson = (text: string): unknown => JSON.parse(text.replace(/^\uFEFF/, ''));
