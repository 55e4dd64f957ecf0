import type { Trx } from '#lib/db.ts';
import { Contact } from '#models/contact.ts';
import { normalizeEmail, normalizePhone } from '../../contacts/address.ts';
import { openPerson } from '../../contacts/row.ts';
import { queryTokens, searchTokens } from '../../contacts/search.ts';
import { blindIndex, type TenantKeys } from '../../tenancy/keyring.ts';
import type { Subject } from '../subject.ts';

/** Tells whether values (the cells of a row, the strings of an answer) are about the person. */
export type IsTheirs = (values: readonly unknown[]) => boolean;

/** What could be an address or a number; the rest need not be parsed. */
const PERHAPS = /@|(?:\d[\s().-]*){6,}/;

/** A cell is theirs by the blind index of what it would be as an address; a row also by all words of the name. */
export async function recognise(trx: Trx, keys: TenantKeys, subject: Subject): Promise<IsTheirs> {
  const { country }: { country: string } = await trx('tenants').first('country');
  const known = new Set(subject.addresses.map((one) => one.bidx));
  const contact = subject.contactId
    ? await Contact.query(trx).findOne({ id: subject.contactId })
    : undefined;
  // Made anew: a row that waits to be indexed again has tokens of another kind.
  const tokens = new Set(
    contact && searchTokens(keys, openPerson(keys, contact)).map((token) => token.toString('hex')),
  );
  const isAddress = (cell: string): boolean => {
    if (cell.length > 320 || !PERHAPS.test(cell)) return false;
    const text = cell.replace(/^'/, '');
    const email = normalizeEmail(text);
    const phone = email === null ? normalizePhone(text, country) : null;
    return (
      (email !== null && known.has(blindIndex(keys, 'email', email).toString('hex'))) ||
      (phone !== null && known.has(blindIndex(keys, 'sms', phone).toString('hex')))
    );
  };
  // One word alone (a town, a tag) says nothing; two or more together are a name.
  const isName = (cell: string): boolean => {
    const words = queryTokens(keys, cell);
    return (
      words.length > 1 &&
      words.every((word) => word.some((token) => tokens.has(token.toString('hex'))))
    );
  };
  return (values) =>
    values.some(
      (cell) => typeof cell === 'string' && cell !== '' && (isAddress(cell) || isName(cell)),
    );
}
