import { hmac } from '#lib/crypto.ts';
import { foldLetters } from '#lib/fold-letters.ts';
import type { TenantKeys } from '../keyring/keyring.ts';

/*
 * Search on encrypted names: each word's prefixes of 2 to 15 letters are stored as keyed tokens, and a
 * query finds rows that have the tokens of all its words. Eight bytes are enough to tell words apart and
 * say nothing without the tenant's key.
 */

/**
 * How words become tokens. Whoever changes that counts it up: rows with an older number are given new tokens by the
 * hourly `reindexNames`, which finds them by the partial index of migration 600; its condition is this number.
 */
export const SEARCH_VERSION = 2;

const SHORTEST = 2;
const LONGEST = 15;
const TOKEN = 8;
/** Words of one person that are indexed; the rest of a very long name is not. */
const WORDS = 8;
/** Scripts in which one character is a word or the most of it. */
const IDEOGRAPHIC = /\p{Script=Han}|\p{Script=Hangul}/u;
/** Signs within a word that many leave out: O'Brien, Kaʻahumanu, Col·legi. */
const WITHIN = /(?<=\p{L})['’‘ʼʻʿ`´·](?=\p{L})/gu;
/** Letters that are written as two where a keyboard has them not: Müller and Mueller, Åse and Aase, Bjørn and Bjoern. */
const AS_TWO: ReadonlyMap<string, string> = new Map([
  ['ä', 'ae'], ['ö', 'oe'], ['ü', 'ue'], ['å', 'aa'], ['ø', 'oe'],
]); // prettier-ignore

const asTwo = (text: string): string =>
  text
    .normalize('NFC')
    .toLowerCase()
    .replace(/[äöüåø]/g, (letter) => AS_TWO.get(letter) ?? letter);

/** A word in its spellings, the folded one first: `Müller` → muller, mueller. */
type Word = readonly string[];

/** The words of a text, without case and accents: `José Núñez` → jose, nunez. */
function wordsOf(text: string): Word[] {
  return text
    .normalize('NFC')
    .replace(WITHIN, '')
    .split(/[^\p{L}\p{M}\p{N}]+/u)
    .map((word) => [...new Set([foldLetters(word), foldLetters(asTwo(word))])].filter(Boolean))
    .filter((word) => word.length > 0);
}

/** Words of mailboxes are tokens of their own: only who may see addresses finds people by parts of one. */
type Of = 'search' | 'mailbox';
const token = (keys: TenantKeys, of: Of, word: string): Buffer =>
  hmac(keys.index, `${of}\0${word}`).subarray(0, TOKEN);

/** The tokens under which a person is found: by name, and by the words of the mailbox name. */
export function searchTokens(
  keys: TenantKeys,
  person: { name: string | null; email: string | null },
): Buffer[] {
  const name = person.name ?? '';
  const mailbox = person.email?.slice(0, person.email.lastIndexOf('@')) ?? '';
  // O'Brien is found as obrien and as brien.
  const apart = name.replace(WITHIN, ' ');
  const parts = apart === name ? [] : wordsOf(apart).slice(0, WORDS);
  const names = [...wordsOf(name).slice(0, WORDS), ...parts];
  return [
    ...prefixTokens(keys, 'search', names),
    ...prefixTokens(keys, 'mailbox', wordsOf(mailbox).slice(0, 4)),
  ];
}

const prefixTokens = (keys: TenantKeys, of: Of, words: readonly Word[]): Buffer[] =>
  [...new Set(words.flat().flatMap(prefixesOf))].map((prefix) => token(keys, of, prefix));

function prefixesOf(word: string): string[] {
  const letters = [...word].slice(0, LONGEST);
  // One-letter words exist (Han names); they are their own and only prefix.
  if (letters.length < SHORTEST) return [letters.join('')];
  const shortest = IDEOGRAPHIC.test(word) ? 1 : SHORTEST;
  return letters.slice(shortest - 1).map((_, i) => letters.slice(0, shortest + i).join(''));
}

const weightOf = (word: string): number =>
  [...word].reduce((sum, letter) => sum + (IDEOGRAPHIC.test(letter) ? 3 : 1), 0);

/** Words of a query with at least so many letters. A word just begun is left out beside others. */
const wordsFrom = (query: string, fewest: number): Word[] =>
  wordsOf(query)
    .slice(0, WORDS)
    .filter(([word = '']) => weightOf(word) >= fewest);

/** How many letters of a name a query has, in words of at least `fewest`; an ideograph says as much as three. */
export const lettersOf = (query: string, fewest: number): number =>
  wordsFrom(query, fewest).reduce((sum, [word = '']) => sum + weightOf(word), 0);

/**
 * What a row must have to be found: for each word of the query one of its tokens. Empty when the query has no word to
 * search for.
 * @param options.fewest letters of each word
 * @param options.mailbox also by the words of the mailbox name
 */
export function queryTokens(
  keys: TenantKeys,
  query: string,
  { fewest = SHORTEST, mailbox = true }: { fewest?: number; mailbox?: boolean } = {},
): Buffer[][] {
  const kinds: Of[] = mailbox ? ['search', 'mailbox'] : ['search'];
  return wordsFrom(query, fewest).map((word) =>
    word.flatMap((spelling) =>
      kinds.map((of) => token(keys, of, [...spelling].slice(0, LONGEST).join(''))),
    ),
  );
}
