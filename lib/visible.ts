import { z } from 'zod';
import { withoutInvisible } from './invisible.ts';

/** Whether anything of a text can be seen: not only spaces, marks of direction and other characters without a shape. */
export const isVisible = (text: string): boolean =>
  withoutInvisible(text).replace(/[\p{White_Space}\p{C}]/gu, '') !== '';

/**
 * A name or title that people will look for: of an organisation, a campaign, a key. One that nobody sees is none.
 * @param most letters @param empty what is said of none at all
 */
export const visibleName = (most: number, empty = 'must not be empty') =>
  z
    .string()
    .trim()
    .min(1, empty)
    .max(most, `must be at most ${most} characters`)
    .refine(isVisible, 'has nothing that can be seen');
