import { hmacInHex } from '#lib/crypto.ts';
import { foldLetters } from '#lib/fold-letters.ts';
import { Recent } from '#lib/recent.ts';
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

/** Returns the words of a text as they are written. */
const writtenWords = (text: string): readonly string[] =>
  /^[ \w.@-]*$/.test(text)
    ? (text.match(/[0-9a-z]+/gi) ?? [])
    : text
        .normalize('NFC')
        .replace(WITHIN, '')
        .split(/[^\p{L}\p{M}\p{N}]+/u)
        .filter(Boolean);

/** Returns the spellings of a word as it is written, without case and accents; none when no letter is left. */
export const spellingsOf = (written: string): Word =>
  // Most words are ASCII, and have one spelling.
  /^[0-9a-z]+$/i.test(written)
    ? [written.toLowerCase()]
    : [...new Set([foldLetters(written), foldLetters(asTwo(written))])].filter(Boolean);

/** Returns the words of a text, without case and accents: `José Núñez` → jose, nunez. */
const wordsOf = (text: string): Word[] =>
  writtenWords(text)
    .map(spellingsOf)
    .filter((word) => word.length > 0);

/** Words of mailbox names have separate tokens: only callers who may see addresses can search by parts of one. */
type Of = 'search' | 'mailbox';
type IndexKey = Pick<TenantKeys, 'index'>;

const token = (keys: IndexKey, of: Of, word: string): string =>
  hmacInHex(keys.index, `${of}\0${word}`).slice(0, TOKEN * 2);

/**
 * Tokens made before, in hex, for whoever indexes many people: a token costs as much as everything else about its
 * beginning of a word. `words`: the tokens of words, by the word as it is written. `beginnings`: one token each.
 */
export type TokenMemory = Record<
  Of,
  { words: Recent<readonly string[]>; beginnings: Recent<string> }
>;

/** Returns a memory for the keys of one tenant. */
export const tokenMemory = (): TokenMemory => ({
  search: { words: new Recent(5_000), beginnings: new Recent(5_000) },
  mailbox: { words: new Recent(5_000), beginnings: new Recent(5_000) },
});

/** Returns the search tokens of a person: from the name, and from the words of the mailbox name. */
export const searchTokens = (keys: IndexKey, person: Named): Buffer[] =>
  searchTokensInHex(keys, person, null).map((token) => Buffer.from(token, 'hex'));

type Named = { name: string | null; email: string | null };

/** Returns the search tokens of a person in hex. @param memory null remembers nothing */
export function searchTokensInHex(
  keys: IndexKey,
  person: Named,
  memory: TokenMemory | null,
): string[] {
  const name = person.name ?? '';
  const mailbox = person.email?.slice(0, person.email.lastIndexOf('@')) ?? '';
  const found = new Set<string>();
  const add = (of: Of, text: string, most: number): void => {
    let words = 0;
    for (const written of writtenWords(text)) {
      if (words === most) return;
      const tokens = tokensOfWord(keys, of, written, memory);
      if (tokens.length) words++;
      for (const one of tokens) found.add(one);
    }
  };
  add('search', name, WORDS);
  // O'Brien is found by obrien and by brien.
  const apart = name.replace(WITHIN, ' ');
  if (apart !== name) add('search', apart, WORDS);
  add('mailbox', mailbox, 4);
  return [...found];
}

/** Returns the tokens of a word: one for each beginning of each spelling. Most words are the words of others too. */
function tokensOfWord(
  keys: IndexKey,
  of: Of,
  written: string,
  memory: TokenMemory | null,
): readonly string[] {
  const make = (): string[] =>
    spellingsOf(written)
      .flatMap(prefixesOf)
      .map((prefix) => tokenOfPrefix(keys, of, prefix, memory));
  // Nobody else has most of the words with digits.
  if (!memory || /\d/.test(written)) return make();
  const known = memory[of].words.get(written);
  if (known) return known;
  const made = make();
  memory[of].words.set(written, made);
  return made;
}

function tokenOfPrefix(keys: IndexKey, of: Of, prefix: string, memory: TokenMemory | null): string {
  // Hardly anybody else has a beginning with two digits.
  if (!memory || /\d\d/.test(prefix)) return token(keys, of, prefix);
  const known = memory[of].beginnings.get(prefix);
  if (known !== undefined) return known;
  const made = token(keys, of, prefix);
  memory[of].beginnings.set(prefix, made);
  return made;
}

function prefixesOf(word: string): string[] {
  if (/^[0-9a-z]{2,}$/.test(word))
    return Array.from({ length: Math.min(word.length, LONGEST) - SHORTEST + 1 }, (_, i) =>
      word.slice(0, SHORTEST + i),
    );
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
