import { createHash } from 'node:crypto';
import { foldLetters } from '#lib/fold-letters.ts';
import { withoutInvisible } from '#lib/invisible.ts';

/** The longest name from a header; a name of a field may have 63 letters. */
const LONGEST = 56;

/** A column without a name gets a number from us; two files may have different things in their third column. */
const NUMBERED = /^(?:Column|Unnamed:) \d+(?: \(\d+\))?$/;

const inPieces = (text: string): string =>
  text.replace(/[^\p{L}\p{M}\p{N}]+/gu, '_').replace(/^_+|_+$/g, '');

/** A short mark of a text, for two headers that would otherwise make one name. */
const markOf = (header: string): string =>
  createHash('sha256').update(header).digest('hex').slice(0, 8);

/**
 * Derives the name of a custom field from a header: `Favourite colour?` → `favourite_colour`, `会社` → `会社`. Latin
 * letters become ASCII, others stay. The name never depends on where the column stands, so that another file does not
 * write over it.
 * @returns null for a column without a name of its own
 */
export function fieldOfHeader(header: string): string | null {
  if (!header.trim() || NUMBERED.test(header)) return null;
  const text = withoutInvisible(header)
    .normalize('NFKC')
    .replace(/\p{Script=Latin}\p{M}*/gu, foldLetters)
    .toLowerCase()
    .normalize('NFC')
    .replace(/\p{Lt}|\p{Lu}|\p{Nl}|\p{No}/gu, '_');
  const name = inPieces(text);
  // Only signs, such as `★`.
  if (!name) return `sign_${markOf(header)}`;
  const letters = [...name];
  const short =
    letters.length > LONGEST ? `${letters.slice(0, LONGEST - 9).join('')}_${markOf(header)}` : name;
  return /^\p{L}/u.test(short) ? short : `c_${short}`;
}
