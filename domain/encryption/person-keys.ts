import type { KeyObject } from 'node:crypto';
import {
  decryptFor,
  randomKey,
  encrypt,
  isUnreadable,
  personKeyIdOf,
  encryptFor,
  secretKey,
} from '#lib/crypto.ts';
import type { Trx } from '#lib/db.ts';
import { newId } from '#lib/ids.ts';
import { prepared } from '#lib/prepared.ts';
import type { TenantKeys } from '../keyring/keyring.ts';
import { aadOf, forgiven, decryptValue, type AadParts } from './personal.ts';

/*
 * Keys of single people (crypto-shredding). Personal data in rows that stay (evidence, reasons, texts) is encrypted
 * with a key per person. That key is stored wrapped under the tenant's data key, by the blind index of the address.
 * Erasure deletes the key; then this data is unreadable, also in rows that nobody may change. Data in rows that are
 * deleted or emptied (contacts, consents) is encrypted with the tenant's key: a key per person would add a look-up
 * for every recipient of a campaign and protect nothing more.
 */
export type PersonKey = { id: string; key: KeyObject };

/** Keys of addresses, for encryption. */
export type PersonKeys = { of(addressBidx: Buffer): PersonKey };

/** Keys by their ids, for decryption, or the error of a key that cannot be read. A missing key was destroyed. */
export type OpeningKeys = ReadonlyMap<string, PersonKey | Error>;

type Row = { id: string; address_bidx: Buffer; key_enc: Buffer };

const hex = (bytes: Buffer): string => bytes.toString('hex');

const aadParts = (keys: TenantKeys, id: string): AadParts => ({
  tenantId: keys.tenantId,
  table: 'person_keys',
  id,
  column: 'key',
});

const unwrap = (keys: TenantKeys, row: Pick<Row, 'id' | 'key_enc'>): PersonKey => ({
  id: row.id,
  key: secretKey(Buffer.from(decryptValue(keys, aadParts(keys, row.id), row.key_enc), 'base64')),
});

/** Returns the keys of these addresses and creates missing ones: one look-up, and one insert for all new keys. */
export async function personKeys(
  trx: Trx,
  keys: TenantKeys,
  addresses: readonly Buffer[],
): Promise<PersonKeys> {
  const wanted = new Map(addresses.map((bidx) => [hex(bidx), bidx]));
  const found = new Map<string, PersonKey>();
  if (wanted.size) {
    const { rows } = await prepared<Row>(
      trx,
      'select id, address_bidx, key_enc from person_keys where address_bidx = any(?) order by id',
      [[...wanted.values()]],
    );
    for (const row of rows) found.set(hex(row.address_bidx), unwrap(keys, row));
    const made: Row[] = [];
    for (const [name, bidx] of wanted) {
      if (!found.has(name)) made.push(newKey(keys, bidx));
    }
    if (made.length) {
      await prepared(
        trx,
        `insert into person_keys (tenant_id, id, address_bidx, key_enc)
         select ?::uuid, * from unnest(?::uuid[], ?::bytea[], ?::bytea[])`,
        [
          keys.tenantId,
          made.map((row) => row.id),
          made.map((row) => row.address_bidx),
          made.map((row) => row.key_enc),
        ],
      );
    }
    for (const row of made) found.set(hex(row.address_bidx), unwrap(keys, row));
  }
  return {
    of(bidx) {
      const key = found.get(hex(bidx));
      if (!key) throw new Error('no key was requested for this address');
      return key;
    },
  };
}

function newKey(keys: TenantKeys, bidx: Buffer): Row {
  const id = newId();
  const aad = aadOf(aadParts(keys, id));
  return {
    id,
    address_bidx: bidx,
    key_enc: encrypt(keys.data, randomKey().toString('base64'), aad),
  };
}

/**
 * Returns the keys that these values were encrypted with, as far as they still exist. Runs no query if no value has
 * one.
 */
export async function personKeysOf(
  trx: Trx,
  keys: TenantKeys,
  encrypted: readonly (Buffer | null | undefined)[],
): Promise<OpeningKeys> {
  const ids = new Set(encrypted.flatMap((value) => (value && personKeyIdOf(value)) ?? []));
  if (!ids.size) return new Map();
  const { rows } = await prepared<Row>(
    trx,
    'select id, key_enc from person_keys where id = any(?)',
    [[...ids]],
  );
  return new Map(rows.map((row) => [row.id, unwrapOrWhy(keys, row)]));
}

/** An unreadable key is kept as its error: its values cannot be read, but those of other people can. */
function unwrapOrWhy(keys: TenantKeys, row: Row): PersonKey | Error {
  try {
    return unwrap(keys, row);
  } catch (error) {
    if (isUnreadable(error)) return error;
    throw error;
  }
}

/** Returns the person's key of a value; null if there is none, it was destroyed, or it cannot be read. */
export function personKeyIn(persons: OpeningKeys, encrypted: Buffer | null): PersonKey | null {
  const key = persons.get((encrypted && personKeyIdOf(encrypted)) ?? '');
  return key === undefined || key instanceof Error ? null : key;
}

/** Encrypts a value of one person for its row and column. */
export const encryptPersonal = (person: PersonKey, aad: AadParts, value: string): Buffer =>
  encryptFor(person, value, aadOf(aad));

/**
 * Decrypts a value of one person; also an old one, encrypted with the tenant's key before there were person keys.
 * @returns null when there is no value, when the person's key was destroyed, or when it is unreadable and the keys
 *   are `forgiving`
 * @throws Error when the value was moved or changed
 */
export function decryptPersonal(
  keys: TenantKeys,
  persons: OpeningKeys,
  aad: AadParts,
  encrypted: Buffer | null,
): string | null {
  if (encrypted === null) return null;
  const id = personKeyIdOf(encrypted);
  if (id === null) return decryptValue(keys, aad, encrypted) || null;
  const person = persons.get(id);
  if (!person) return null;
  return forgiven(keys, () => {
    if (person instanceof Error) throw person;
    return decryptFor(person, encrypted, aadOf(aad)).toString('utf8');
  });
}

/**
 * Deletes the keys of these addresses: values encrypted with them become unreadable. Only for erasure, with the
 * retention role, as its last step: a write at the same moment creates a new key.
 * @returns how many keys were deleted
 */
export const destroyPersonKeys = (trx: Trx, addresses: readonly Buffer[]): Promise<number> =>
  trx('person_keys')
    .whereRaw('address_bidx = any(?)', [[...addresses]])
    .delete();
