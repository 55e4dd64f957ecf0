import { LRUCache } from 'lru-cache';
import { hmacInHex } from '#lib/crypto.ts';
import { foldLetters } from '#lib/fold-letters.ts';
import type { TenantKeys } from '../keyring/keyring.ts';

/*
 * Search on encrypted names: each word's prefixes of 2 to 15 letters are stored as keyed tokens, and a query finds
 * rows that have the tokens of all its words. Eight bytes distinguish words well enough and reveal nothing without
 * the tenant's key.
 */

/**
 * The version of the rules that turn words into tokens. Increase it with every change of these rules: the hourly
 * `reindexNames` then recreates the tokens of older rows. It finds them by the partial index of migration 600, whose
 * condition contains this number.
 */
export const SEARCH_VERSION = 2;

const SHORTEST = 2;
const LONGEST = 15;
const TOKEN = 8;
/** The maximum of indexed words per person; the rest of a very long name is ignored. */
const WORDS = 8;
/** Scripts in which one character is a word or most of a word. */
const IDEOGRAPHIC = /\p{Script=Han}|\p{Script=Hangul}/u;
/** Characters within a word that many people omit: O'Brien, Kaʻahumanu, Col·legi. */
const WITHIN = /(?<=\p{L})['’‘ʼʻʿ`´·](?=\p{L})/gu;
/** Letters that are written as two on keyboards without them: Müller and Mueller, Åse and Aase, Bjørn and Bjoern. */
const AS_TWO: ReadonlyMap<string, string> = new Map([
  ['ä', 'ae'], ['ö', 'oe'], ['ü', 'ue'], ['å', 'aa'], ['ø', 'oe'],
]); // prettier-ignore

const asTwo = (text: string): string =>
  text
    .normalize('NFC')
    .toLowerCase()
    .replace(/[äöüåø]/g, (letter) => AS_TWO.get(letter) ?? letter);

/** The spellings of a word, the folded one first: `Müller` → muller, mueller. */
type Word = readonly string[];

/** Returns the words of a text, without case and accents: `José Núñez` → jose, nunez. */
function wordsOf(text: string): Word[] {
  return text
    .normalize('NFC')
    .replace(WITHIN, '')
    .split(/[^\p{L}\p{M}\p{N}]+/u)
    .map((word) => [...new Set([foldLetters(word), foldLetters(asTwo(word))])].filter(Boolean))
    .filter((word) => word.length > 0);
}

/** Words of mailbox names have separate tokens: only callers who may see addresses can search by parts of one. */
type Of = 'search' | 'mailbox';
const token = (keys: TenantKeys, of: Of, word: string): string =>
  hmacInHex(keys.index, `${of}\0${word}`).slice(0, TOKEN * 2);

/**
 * Tokens made before, in hex, for whoever indexes many people: most beginnings of words occur again and again, and a
 * token costs as much as everything else about its word.
 */
export type TokenMemory = LRUCache<string, string>;

/** Returns a memory for the keys of one tenant. */
export const tokenMemory = (): TokenMemory => new LRUCache({ max: 20_000 });

/** Returns the search tokens of a person: from the name, and from the words of the mailbox name. */
export const searchTokens = (keys: TenantKeys, person: Named): Buffer[] =>
  searchTokensInHex(keys, person, null).map((token) => Buffer.from(token, 'hex'));

type Named = { name: string | null; email: string | null };

/** Returns the search tokens of a person in hex. @param memory null remembers nothing */
export function searchTokensInHex(
  keys: TenantKeys,
  person: Named,
  memory: TokenMemory | null,
): string[] {
  const name = person.name ?? '';
  const mailbox = person.email?.slice(0, person.email.lastIndexOf('@')) ?? '';
  // O'Brien is found by obrien and by brien.
  const apart = name.replace(WITHIN, ' ');
  const parts = apart === name ? [] : wordsOf(apart).slice(0, WORDS);
  const names = [...wordsOf(name).slice(0, WORDS), ...parts];
  return [
    ...prefixTokens(keys, 'search', names, memory),
    ...prefixTokens(keys, 'mailbox', wordsOf(mailbox).slice(0, 4), memory),
  ];
}

function prefixTokens(
  keys: TenantKeys,
  of: Of,
  words: readonly Word[],
  memory: TokenMemory | null,
): string[] {
  const prefixes = new Set(words.flat().flatMap(prefixesOf));
  return Array.from(prefixes, (prefix) => {
    const name = `${of}\0${prefix}`;
    const known = memory?.get(name);
    if (known !== undefined) return known;
    const made = token(keys, of, prefix);
    memory?.set(name, made);
    return made;
  });
}

function prefixesOf(word: string): string[] {
  const letters = [...word].slice(0, LONGEST);
  // One-letter words exist (Han names); they are their own and only prefix.
  if (letters.length < SHORTEST) return [letters.join('')];
  const shortest = IDEOGRAPHIC.test(word) ? 1 : SHORTEST;
  return letters.slice(shortest - 1).map((_, i) => letters.slice(0, shortest + i).join(''));
}

const weightOf = (word: string): number =>
  [...word].reduce((sum, letter) => sum + (IDEOGRAPHIC.test(letter) ? 3 : 1), 0);

/**
 * Returns the words of a query with at least `fewest` letters. Shorter words, e.g. one still being typed, are
 * ignored.
 */
const wordsFrom = (query: string, fewest: number): Word[] =>
  wordsOf(query)
    .slice(0, WORDS)
    .filter(([word = '']) => weightOf(word) >= fewest);

/** Counts the letters of a query in words of at least `fewest` letters; an ideograph counts as three. */
export const lettersOf = (query: string, fewest: number): number =>
  wordsFrom(query, fewest).reduce((sum, [word = '']) => sum + weightOf(word), 0);

/**
 * Returns for each word of the query its tokens; a matching row has at least one of each. Empty when the query has no
 * usable word.
 * @param options.fewest minimum letters of each word
 * @param options.mailbox whether to search words of the mailbox name too
 */
export function queryTokens(
  keys: TenantKeys,
  query: string,
  { fewest = SHORTEST, mailbox = true }: { fewest?: number; mailbox?: boolean } = {},
): Buffer[][] {
  const kinds: Of[] = mailbox ? ['search', 'mailbox'] : ['search'];
  return wordsFrom(query, fewest).map((word) =>
    word.flatMap((spelling) =>
      kinds.map((of) =>
        Buffer.from(token(keys, of, [...spelling].slice(0, LONGEST).join('')), 'hex'),
      ),
    ),
  );
}
