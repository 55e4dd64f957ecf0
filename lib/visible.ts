import { z } from 'zod';
import { withoutInvisible } from './invisible.ts';

/** A character with a shape of its own. A mark needs a letter, and spaces and format characters show nothing. */
const BASE = /[\p{L}\p{N}\p{P}\p{S}]/u;

export const NOTHING_SEEN = 'has nothing that can be seen';

/** Returns whether a text has a visible character: a letter, number, punctuation mark or symbol. */
export const isVisible = (text: string): boolean => BASE.test(withoutInvisible(text));

/** Returns whether a text is empty or visible. */
export const isEmptyOrVisible = (text: string): boolean => text === '' || isVisible(text);

/**
 * Validates text that people look for or must see: the name of an organisation or campaign, the wording of a consent.
 * Text without a visible character is refused.
 * @param most largest number of characters
 * @param empty error text for an empty value
 */
export const visibleText = (most: number, empty = 'must not be empty') =>
  z
    .string()
    .trim()
    .min(1, empty)
    .max(most, `must be at most ${most} characters`)
    .refine(isEmptyOrVisible, NOTHING_SEEN);

/** Line and paragraph separators, and control characters: they have no place in a name, a header or a subject. */
const NOT_ONE_LINE = /[\p{Cc}\p{Zl}\p{Zp}]/u;

/** Returns whether a text is one line without control characters. */
export const isOneLine = (text: string): boolean => !NOT_ONE_LINE.test(text);
export const MORE_LINES = 'has a line break or a control character';

/** Validates a name or title. It becomes part of texts and headers, so it is one line. */
export const visibleName = (most: number, empty?: string) =>
  visibleText(most, empty).refine(isOneLine, MORE_LINES);

/** Validates text that may be empty; otherwise it must have a visible character. */
export const emptyOrVisibleText = (most: number) =>
  z
    .string()
    .trim()
    .max(most, `must be at most ${most} characters`)
    .refine(isEmptyOrVisible, NOTHING_SEEN);

/** Validates a name or title that may be empty. */
export const emptyOrVisibleName = (most: number) =>
  emptyOrVisibleText(most).refine(isOneLine, MORE_LINES);
