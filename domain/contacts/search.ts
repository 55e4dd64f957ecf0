import { hmac } from '#lib/crypto.ts';
import type { TenantKeys } from '../tenancy/keyring.ts';

/*
 * Search on encrypted names: each word's prefixes of 2 to 15 letters are stored as keyed tokens, and a
 * query finds rows that have the tokens of all its words. Eight bytes are enough to tell words apart and
 * say nothing without the tenant's key.
 */
const SHORTEST = 2;
const LONGEST = 15;
const TOKEN = 8;
/** Words of one person that are indexed; the rest of a very long name is not. */
const WORDS = 8;
/** Scripts in which one character is a word or the most of it. */
const IDEOGRAPHIC = /\p{Script=Han}|\p{Script=Hangul}/u;

/** Words without case and accents: `José Núñez` → jose, nunez. */
export const searchWords = (text: string): string[] =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => [...word].length > 0);

const token = (keys: TenantKeys, word: string): Buffer =>
  hmac(keys.index, `search\0${word}`).subarray(0, TOKEN);

/** The tokens under which a person is found: by name, and by the words of the mailbox name. */
export function searchTokens(
  keys: TenantKeys,
  person: { name: string | null; email: string | null },
): Buffer[] {
  const mailbox = person.email?.slice(0, person.email.lastIndexOf('@')) ?? '';
  const words = [
    ...searchWords(person.name ?? '').slice(0, WORDS),
    ...searchWords(mailbox).slice(0, 4),
  ];
  const prefixes = new Set(words.flatMap(prefixesOf));
  return [...prefixes].map((prefix) => token(keys, prefix));
}

function prefixesOf(word: string): string[] {
  const letters = [...word].slice(0, LONGEST);
  // One-letter words exist (Han names); they are their own and only prefix.
  if (letters.length < SHORTEST) return [letters.join('')];
  const shortest = IDEOGRAPHIC.test(word) ? 1 : SHORTEST;
  return letters.slice(shortest - 1).map((_, i) => letters.slice(0, shortest + i).join(''));
}

/** The tokens that all must be there for a query; empty when it has no word to search for. */
export function queryTokens(keys: TenantKeys, query: string): Buffer[] {
  const words = searchWords(query).slice(0, WORDS);
  // A word just begun, beside others, would match nothing: its first letter is not indexed alone.
  const whole = words.filter((word) => [...word].length >= SHORTEST || IDEOGRAPHIC.test(word));
  return (whole.length ? whole : words).map((word) =>
    token(keys, [...word].slice(0, LONGEST).join('')),
  );
}
