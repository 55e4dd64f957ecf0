import type { Contact } from '#models/contact.ts';
import type { TenantKeys } from '../keyring/keyring.ts';
import { maskEmail, maskName, maskPhone } from '../addresses/address.ts';
import { decryptPerson } from './row.ts';

/** Returns the API view of a contact: masked unless `reveal` is true. */
export function contactView(keys: TenantKeys, row: Contact, reveal = false) {
  const person = decryptPerson(keys, row);
  return {
    id: row.id,
    email: person.email ? (reveal ? person.email : maskEmail(person.email)) : null,
    phone: person.phone ? (reveal ? person.phone : maskPhone(person.phone)) : null,
    name: person.name ? (reveal ? person.name : maskName(person.name)) : null,
    locale: row.locale,
    time_zone: row.time_zone,
    country: row.country,
    tags: row.tags,
    fields: reveal
      ? person.fields
      : Object.fromEntries(Object.keys(person.fields).map((key) => [key, '•••'])),
    source: row.source,
    created_at: row.created_at,
    updated_at: row.updated_at,
  };
}
export type ContactView = ReturnType<typeof contactView>;
