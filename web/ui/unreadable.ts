const WORDS = 'Cannot be read';

/** Returns a value of a row, or a text that it cannot be read (damaged, or its key is lost). */
export const readable = (
  value: string | null,
  row: { unreadable?: true | undefined },
): string | null => value || (row.unreadable ? WORDS : value);
