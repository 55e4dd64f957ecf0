/** Whether a text is Unicode that can be stored and sent: without NUL and halves of characters (lone surrogates). */
export const isWholeText = (text: string): boolean => text.isWellFormed() && !text.includes('\0');
