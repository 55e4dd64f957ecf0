import { withoutInvisible } from '#lib/invisible.ts';
import { spellingsOf } from '../../contacts/search.ts';

/** Scripts that are written without spaces between words. */
const WITHOUT_SPACES =
  /^[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\s・·]+$/u;

/**
 * Returns a function that tells whether a text has a person's whole name: its words side by side in any order, case
 * and accents. A name of one word counts where it begins with a capital.
 */
export function isNamedIn(name: string): (text: string) => boolean {
  if (WITHOUT_SPACES.test(name)) {
    const bare = bareOf(name);
    return (text) => bare.length > 1 && bareOf(text).includes(bare);
  }
  const parts = wordsOf(name)
    .map((word) => new Set(spellingsOf(word)))
    .filter((spellings) => [...spellings].some((one) => [...one].length > 1));
  const only = parts.length === 1 ? parts[0] : undefined;
  if (only) {
    return (text) =>
      wordsOf(text).some(
        (word) => word.toLowerCase() !== word && spellingsOf(word).some((one) => only.has(one)),
      );
  }
  if (!parts.length) return () => false;
  return (text) => {
    const words = wordsOf(text).map(spellingsOf);
    return words.some((word, i) => {
      if (!parts.some((part) => has(part, word))) return false;
      // One word between them may be an initial or a particle.
      const beside = words.slice(i, i + parts.length + 1);
      return parts.every((part) => beside.some((one) => has(part, one)));
    });
  };
}

const has = (part: ReadonlySet<string>, word: readonly string[]): boolean =>
  word.some((one) => part.has(one));

const bareOf = (text: string): string =>
  withoutInvisible(text)
    .normalize('NFKC')
    .replaceAll(/[\s・·]+/gu, '');

const wordsOf = (text: string): string[] =>
  withoutInvisible(text)
    .normalize('NFC')
    .match(/[\p{L}\p{M}]+/gu) ?? [];
