import { foldLetters } from '#lib/fold-letters.ts';
import { withoutInvisible } from '#lib/invisible.ts';

/** Most cells of most files: nothing in them needs to be folded. */
const SIMPLE = /^[\x20-\x7e]*$/;

/** Returns a text in lower case, without accents and punctuation, one space between words. */
export function plain(text: string): string {
  const spaced = text.replace(/(\p{Ll})(?=\p{Lu})/gu, '$1 ');
  if (SIMPLE.test(spaced))
    return spaced
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, ' ')
      .trim();
  return foldLetters(withoutInvisible(spaced))
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/** The same for a value: signs without a letter, such as ✓, stay. */
export const plainValue = (text: string): string =>
  /[\p{L}\p{N}]/u.test(text) ? plain(text) : text.replaceAll('\ufe0f', '').trim();

const entriesOf = (lists: string): string[] =>
  lists
    .split('\n')
    .flatMap((line) => line.replace(/^[a-z]+: /, '').split(','))
    .map((entry) => entry.trim())
    .filter(Boolean);

/** Returns all entries of lists of words, as `plainValue` writes them. */
export const wholes = (...lists: string[]): ReadonlySet<string> =>
  new Set(lists.flatMap(entriesOf).map(plainValue));

/** Scripts without spaces between words. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]/u;

/** Returns whether a plain text has one of some words. */
export type Finder = (text: string) => boolean;

/**
 * Returns a finder of the words of lists (see consent-words.ts): whole words, except in scripts without spaces. Words
 * are kept by their first two letters, so that long lists take no longer than short ones.
 */
export function finder(...lists: string[]): Finder {
  const entries = [...new Set(lists.flatMap(entriesOf))];
  const anywhere: string[] = [];
  const byStart = new Map<string, string[]>();
  for (const entry of entries) {
    const text = plain(entry);
    const pattern = `${text}${entry.endsWith('-') ? '' : '(?= )'}`;
    if (UNSPACED.test(text)) anywhere.push(text);
    else if (entry.startsWith('-')) anywhere.push(pattern);
    else byStart.set(key(`${text} `, 0), [...(byStart.get(key(`${text} `, 0)) ?? []), pattern]);
  }
  const starts = new Map(
    [...byStart].map(([start, patterns]) => [start, new RegExp(patterns.join('|'), 'uy')]),
  );
  const rest = anywhere.length ? new RegExp(anywhere.join('|'), 'u') : null;
  return (text) => {
    const padded = `${text} `;
    if (rest?.test(padded)) return true;
    for (let at = 0; at < text.length; at = padded.indexOf(' ', at) + 1) {
      const pattern = starts.get(key(padded, at));
      if (!pattern) continue;
      pattern.lastIndex = at;
      if (pattern.test(padded)) return true;
    }
    return false;
  };
}

const key = (text: string, at: number): string => text.slice(at, at + 2);
