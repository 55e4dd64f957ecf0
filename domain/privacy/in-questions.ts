import type { Trx } from '#lib/db.ts';
import { Contact } from '#models/contact.ts';
import { countryOf } from '../addresses/address.ts';
import { isNamedIn } from '../assistant/people/is-named-in.ts';
import { decryptPerson } from '../contacts/row.ts';
import { forgiving } from '../encryption/personal.ts';
import { blindIndex, type TenantKeys } from '../keyring/keyring.ts';
import { possibleAddresses } from './erasure/possible-addresses.ts';
import type { Subject } from './subject.ts';

/** Letters looked at together, and those that the next part begins with again: an address is shorter. */
const PART = 1000;
const AGAIN = 200;

/**
 * Returns a function that tells whether a text of a member or of the assistant is about the person: one of their
 * addresses is in it in any writing, or their whole name. It finds what was written before they were a contact.
 */
export async function aboutPerson(
  trx: Trx,
  keys: TenantKeys,
  subject: Subject,
): Promise<(text: string) => boolean> {
  const { country }: { country: string } = await trx('tenants').first('country');
  const contact = subject.contactId
    ? await Contact.query(trx).findOne({ id: subject.contactId })
    : undefined;
  const person = contact && decryptPerson(forgiving(keys), contact);
  const theirs = person?.phone ? countryOf(person.phone) : null;
  const countries = [...new Set([country, contact?.country, theirs].filter((one) => one != null))];
  const known = new Set(subject.addresses.map(({ bidx }) => bidx));
  const isKnown = (channel: 'email' | 'sms', address: string): boolean =>
    known.has(blindIndex(keys, channel, address).toString('hex'));
  const isNamed = person?.name ? isNamedIn(person.name) : () => false;
  return (text) =>
    isNamed(text) ||
    partsOf(text).some((part) => {
      const { emails, phones } = possibleAddresses(part, countries);
      return (
        emails.some((email) => isKnown('email', email)) ||
        phones.some((phone) => isKnown('sms', phone))
      );
    });
}

const partsOf = (text: string): string[] =>
  Array.from({ length: Math.ceil(text.length / (PART - AGAIN)) }, (_, i) =>
    text.slice(i * (PART - AGAIN), i * (PART - AGAIN) + PART),
  );
