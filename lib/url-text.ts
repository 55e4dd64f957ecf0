import { z } from 'zod';

/**
 * Returns the shape of an address. `z.url` alone takes line breaks and tabs out in silence, which makes another
 * address of it.
 * @param most the maximum of characters
 * @param protocol the schemes that it may have, without colon. @default any
 */
export const urlText = (most: number, words: string, protocol?: RegExp) =>
  z
    .string()
    .trim()
    .max(most)
    .regex(/^[^\t\n\r]*$/, words)
    .pipe(z.url({ error: words, ...(protocol ? { protocol } : {}) }));
