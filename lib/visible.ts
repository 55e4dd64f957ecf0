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

/** Validates a name or title. */
export const visibleName = visibleText;

/** Validates text that may be empty; otherwise it must have a visible character. */
export const emptyOrVisibleText = (most: number) =>
  z
    .string()
    .trim()
    .max(most, `must be at most ${most} characters`)
    .refine(isEmptyOrVisible, NOTHING_SEEN);
