import type { Trx } from '#lib/db.ts';
import { Contact } from '#models/contact.ts';
import { decryptPerson } from '../../contacts/row.ts';
import { countryOf } from '../../addresses/address.ts';
import { countryCodeOf } from '../../countries.contract.ts';
import { queryTokens, searchTokens } from '../../contacts/search.ts';
import { blindIndex, type TenantKeys } from '../../keyring/keyring.ts';
import type { Subject } from '../subject.ts';
import { possibleAddresses } from './possible-addresses.ts';
import { resembles } from './resembles.ts';

/** Returns whether values (the cells of a row, the strings of an answer) are about the person. */
export type IsTheirs = (values: readonly unknown[]) => boolean;

/**
 * Returns a function that recognises the person. A cell matches by the blind index of an address in it, even a broken
 * one (possible-addresses.ts), or where it resembles their address and is nobody else's; a row also by all words of the
 * name. Numbers without a calling code are read for our country, the person's, and those that the row names.
 */
export async function recognise(trx: Trx, keys: TenantKeys, subject: Subject): Promise<IsTheirs> {
  const { country }: { country: string } = await trx('tenants').first('country');
  const known = new Set(subject.addresses.map((one) => one.bidx));
  const contact = subject.contactId
    ? await Contact.query(trx).findOne({ id: subject.contactId })
    : undefined;
  // Computed anew: a row that waits to be re-indexed has another kind of tokens.
  const person = contact && decryptPerson(keys, contact);
  const tokens = new Set(
    person && searchTokens(keys, person).map((token) => token.toString('hex')),
  );
  const theirs = person?.phone ? countryOf(person.phone) : null;
  const isLike = person ? resembles(person.email, person.phone) : () => false;
  const isKnown = (kind: 'email' | 'sms', address: string): boolean =>
    known.has(blindIndex(keys, kind, address).toString('hex'));
  const isAddress = (cell: string, countries: readonly string[]): boolean => {
    const { emails, phones, clear } = possibleAddresses(cell, countries);
    return (
      emails.some((email) => isKnown('email', email)) ||
      phones.some((phone) => isKnown('sms', phone)) ||
      (!clear && isLike(cell))
    );
  };
  // One word alone (a town, a tag) proves nothing; two or more together are a name.
  const isName = (cell: string): boolean => {
    const words = queryTokens(keys, cell);
    return (
      words.length > 1 &&
      words.every((word) => word.some((token) => tokens.has(token.toString('hex'))))
    );
  };
  return (values) => {
    const cells = values.filter((cell) => typeof cell === 'string').filter(Boolean);
    const named = cells.filter((cell) => cell.length < 60).map(countryCodeOf);
    const countries = new Set(
      [country, contact?.country, theirs, ...named].filter((one) => one != null),
    );
    return cells.some((cell) => isAddress(cell, [...countries]) || isName(cell));
  };
}
