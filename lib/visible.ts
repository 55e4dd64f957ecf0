import { z } from 'zod';
import { withoutInvisible } from './invisible.ts';

/** A character that is seen by itself. A mark needs a letter under it; spaces and signs of format show nothing. */
const BASE = /[\p{L}\p{N}\p{P}\p{S}]/u;

export const NOTHING_SEEN = 'has nothing that can be seen';

/** Whether anything of a text can be seen: a letter, number, sign of punctuation or symbol that has a shape. */
export const isVisible = (text: string): boolean => BASE.test(withoutInvisible(text));

/** Whether a text that may be left empty is, or can be seen. */
export const isEmptyOrVisible = (text: string): boolean => text === '' || isVisible(text);

/**
 * Text that people will look for or have to see: the name of an organisation, of a campaign, the wording of a consent.
 * One that nobody sees is none.
 * @param most letters @param empty what is said of none at all
 */
export const visibleText = (most: number, empty = 'must not be empty') =>
  z
    .string()
    .trim()
    .min(1, empty)
    .max(most, `must be at most ${most} characters`)
    .refine(isEmptyOrVisible, NOTHING_SEEN);

/** A name or title. */
export const visibleName = visibleText;

/** Text that may be left empty; what is there can be seen. */
export const emptyOrVisibleText = (most: number) =>
  z
    .string()
    .trim()
    .max(most, `must be at most ${most} characters`)
    .refine(isEmptyOrVisible, NOTHING_SEEN);
