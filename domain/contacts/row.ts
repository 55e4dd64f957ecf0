import type { Contact } from '#models/contact.ts';
import { blindIndex, type TenantKeys } from '../keyring/keyring.ts';
import { decryptValue, encryptValue } from '../encryption/personal.ts';
import { SEARCH_VERSION, searchTokens } from './search.ts';

/** The personal data of a contact, in clear; addresses are normalised. */
export type Person = {
  email: string | null;
  phone: string | null;
  name: string | null;
  fields: Record<string, unknown>;
};

const aad = (tenantId: string, id: string, column: string) => ({
  tenantId,
  table: 'contacts',
  id,
  column,
});

/** The blind indexes of a person's addresses. */
export type AddressIndexes = { email_bidx: Buffer | null; phone_bidx: Buffer | null };

/** Returns the blind indexes of a person's addresses. */
export const addressIndexes = (
  keys: TenantKeys,
  p: Pick<Person, 'email' | 'phone'>,
): AddressIndexes => ({
  email_bidx: p.email === null ? null : blindIndex(keys, 'email', p.email),
  phone_bidx: p.phone === null ? null : blindIndex(keys, 'sms', p.phone),
});

/** Builds the encrypted columns of a person, with blind indexes and search tokens. */
export const encryptPerson = (keys: TenantKeys, tenantId: string, id: string, p: Person) => ({
  ...encryptValues(keys, tenantId, id, p),
  ...addressIndexes(keys, p),
  search_tokens: searchTokens(keys, p),
  search_version: SEARCH_VERSION,
});

/** Encrypts the values of a person, each for its column. */
export const encryptValues = (
  keys: Pick<TenantKeys, 'data'>,
  tenantId: string,
  id: string,
  p: Person,
) => ({
  email_enc: encryptValue(keys, aad(tenantId, id, 'email'), p.email),
  phone_enc: encryptValue(keys, aad(tenantId, id, 'phone'), p.phone),
  name_enc: encryptValue(keys, aad(tenantId, id, 'name'), p.name),
  fields_enc: Object.keys(p.fields).length
    ? encryptValue(keys, aad(tenantId, id, 'fields'), JSON.stringify(p.fields))
    : null,
});

/** Decrypts the personal data of a row. */
export function decryptPerson(keys: TenantKeys, row: Contact): Person {
  const open = (column: string, value: Buffer | null): string | null =>
    decryptValue(keys, aad(row.tenant_id, row.id, column), value);
  const fields: unknown = JSON.parse(open('fields', row.fields_enc) || '{}');
  return {
    email: open('email', row.email_enc),
    phone: open('phone', row.phone_enc),
    name: open('name', row.name_enc),
    fields: typeof fields === 'object' && fields !== null ? { ...fields } : {},
  };
}
