const WORDS = 'Cannot be read';

/** A value of a row in a list, or that it cannot be read: damaged, or its key is gone. */
export const readable = (
  value: string | null,
  row: { unreadable?: true | undefined },
): string | null => value || (row.unreadable ? WORDS : value);
