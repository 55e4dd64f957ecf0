import type { Trx } from '#lib/db.ts';
import { foldLetters } from '#lib/fold-letters.ts';
import { Contact } from '#models/contact.ts';
import { forgiving } from '../../encryption/personal.ts';
import { blindIndex, type TenantKeys } from '../../keyring/keyring.ts';
import { decryptPerson } from '../../contacts/row.ts';
import { queryTokens } from '../../contacts/search.ts';
import { writtenAddresses, type FoundAddress } from './written-addresses.ts';
import type { Found } from './placeholders.ts';

/** Who is in a text: what to replace, and which contacts it is about. */
export type People = { found: Found[]; contactIds: string[] };

/** Words of a text that are looked up as names. */
const MOST_WORDS = 400;
/** Contacts looked at for each word. */
const MOST_EACH = 25;
const SHORTEST = 2;
/** Places of one word that are looked at. */
const MOST_PLACES = 200;

/** Finds the contacts whose name or address is in a text, and every other address in it. */
export async function peopleIn(
  trx: Trx,
  keys: TenantKeys,
  text: string,
  country: string,
): Promise<People> {
  const addresses = writtenAddresses(text, country);
  const named = await contactsNamed(trx, keys, text);
  const addressed = await contactsAt(trx, keys, addresses);
  return {
    found: [...addresses, ...named.flatMap(({ names }) => names)],
    contactIds: [...new Set([...named.map(({ id }) => id), ...addressed])],
  };
}

/** Finds again what is to be replaced of contacts that are known to be in the texts. */
export async function namesOf(
  trx: Trx,
  keys: TenantKeys,
  ids: readonly string[],
  text: string,
): Promise<Found[]> {
  if (!ids.length) return [];
  const contacts = await Contact.query(trx).whereRaw('id = any(?::uuid[])', [[...ids]]);
  const texts = new Set(namesWritten(keys, contacts, text.normalize('NFC')).map((one) => one.text));
  return [...texts].map((one) => ({ kind: 'NAME', text: one }));
}

type Placed = { word: string; from: number };
type Named = { id: string; names: Found[] };

async function contactsNamed(trx: Trx, keys: TenantKeys, text: string): Promise<Named[]> {
  const words = [...new Set(wordsOf(text).filter((word) => [...word].length >= SHORTEST))];
  // In a long text those that look like names first.
  const tokens = [...words.filter(isLikeAName), ...words.filter((word) => !isLikeAName(word))]
    .slice(0, MOST_WORDS)
    .flatMap((word) => queryTokens(keys, word, { mailbox: false }).flat());
  if (!tokens.length) return [];
  const contacts = await Contact.query(trx).whereRaw(
    `id in (select k.id from unnest(?::bytea[]) t,
       lateral (select id from contacts where search_tokens && array[t] limit ?) k)`,
    [tokens, MOST_EACH],
  );
  const named = new Map<string, Found[]>();
  for (const { id, text: name } of namesWritten(keys, contacts, text)) {
    named.set(id, [...(named.get(id) ?? []), { kind: 'NAME', text: name }]);
  }
  return [...named].map(([id, names]) => ({ id, names }));
}

/** Between two words of a name. */
const BETWEEN = /^[\s.,'’-]{1,10}$/u;

/**
 * Returns how contacts' names are written in a text: in full in any case, and their single words where they begin with
 * a capital or belong to a script without any ("Will" is a name, "will" is none). Each word of the text is looked at
 * once, however many contacts there are.
 */
function namesWritten(
  keys: TenantKeys,
  contacts: readonly Contact[],
  text: string,
): { id: string; text: string }[] {
  const words = [...text.normalize('NFC').matchAll(WORD)].map(({ index, 0: word }) => ({
    word,
    from: index,
    folded: foldLetters(word),
  }));
  const long = words.filter(({ word }) => [...word].length >= SHORTEST);
  const places = Map.groupBy(long, ({ folded }) => folded);
  const order = new Map(long.map((word, i) => [word, i]));
  return contacts.flatMap((contact) => {
    const { name } = decryptPerson(forgiving(keys), contact);
    const parts = wordsOf(name ?? '')
      .filter((word) => [...word].length >= SHORTEST)
      .map(foldLetters);
    const written = new Set<string>();
    const [first = '', ...rest] = parts;
    for (const begin of rest.length ? (places.get(first) ?? []).slice(0, MOST_PLACES) : []) {
      const at = order.get(begin) ?? 0;
      const run = long.slice(at, at + parts.length);
      const last = run.at(-1);
      const isWhole = run.length === parts.length && run.every((one, i) => one.folded === parts[i] && follows(text, run[i - 1], one)); // prettier-ignore
      if (isWhole && last) written.add(text.slice(begin.from, last.from + last.word.length));
    }
    for (const part of new Set(parts)) {
      for (const { word } of (places.get(part) ?? []).slice(0, MOST_PLACES)) {
        if (isLikeAName(word)) written.add(word);
      }
    }
    return [...written].map((one) => ({ id: contact.id, text: one }));
  });
}

const follows = (text: string, before: Placed | undefined, one: Placed): boolean =>
  !before || BETWEEN.test(text.slice(before.from + before.word.length, one.from));

/** Begins with a capital, or is of a script without any. */
const isLikeAName = (word: string): boolean =>
  word.toLowerCase() !== word || word.toUpperCase() === word;

/** Two and more words in a row that begin with a capital. */
const NAME =
  /(?<![\p{L}\p{M}])\p{Lu}[\p{L}\p{M}'’-]{1,40}(?: \p{Lu}[\p{L}\p{M}'’-]{1,40}){1,4}(?![\p{L}\p{M}])/gu;

/**
 * Returns what looks like a name, without a look at the contacts: for whoever may not see them, and must not learn from
 * an answer who is one.
 */
export const likeNamesIn = (text: string): Found[] =>
  [...new Set(text.match(NAME))].map((one) => ({ kind: 'NAME', text: one }));

const WORD = /[\p{L}\p{M}]+/gu;
const wordsOf = (text: string): string[] => text.normalize('NFC').match(WORD) ?? [];

async function contactsAt(
  trx: Trx,
  keys: TenantKeys,
  addresses: readonly FoundAddress[],
): Promise<string[]> {
  const bidxs = addresses.flatMap(({ channel, address }) =>
    address === null ? [] : [blindIndex(keys, channel, address)],
  );
  if (!bidxs.length) return [];
  const rows: { id: string }[] = await trx('contacts')
    .whereRaw('(email_bidx = any(:all::bytea[]) or phone_bidx = any(:all::bytea[]))', {
      all: bidxs,
    })
    .select('id');
  return rows.map(({ id }) => id);
}
