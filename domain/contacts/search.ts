import { hmac } from '#lib/crypto.ts';
import { foldLetters } from '#lib/fold-letters.ts';
import type { TenantKeys } from '../tenancy/keyring.ts';

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

const token = (keys: TenantKeys, word: string): Buffer =>
  hmac(keys.index, `search\0${word}`).subarray(0, TOKEN);

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
  const words = [...wordsOf(name).slice(0, WORDS), ...parts, ...wordsOf(mailbox).slice(0, 4)];
  const prefixes = new Set(words.flat().flatMap(prefixesOf));
  return [...prefixes].map((prefix) => token(keys, prefix));
}

function prefixesOf(word: string): string[] {
  const letters = [...word].slice(0, LONGEST);
  // One-letter words exist (Han names); they are their own and only prefix.
  if (letters.length < SHORTEST) return [letters.join('')];
  const shortest = IDEOGRAPHIC.test(word) ? 1 : SHORTEST;
  return letters.slice(shortest - 1).map((_, i) => letters.slice(0, shortest + i).join(''));
}

/**
 * What a row must have to be found: for each word of the query one of its tokens. Empty when the query has no word to
 * search for.
 */
export function queryTokens(keys: TenantKeys, query: string): Buffer[][] {
  const words = wordsOf(query).slice(0, WORDS);
  // A word just begun, beside others, would match nothing: its first letter is not indexed alone.
  const whole = words.filter(
    ([word = '']) => [...word].length >= SHORTEST || IDEOGRAPHIC.test(word),
  );
  return (whole.length ? whole : words).map((word) =>
    word.map((spelling) => token(keys, [...spelling].slice(0, LONGEST).join(''))),
  );
}
