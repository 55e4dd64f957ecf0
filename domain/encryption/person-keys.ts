import type { KeyObject } from 'node:crypto';
import {
  CannotBeRead,
  decryptFor,
  randomKey,
  encrypt,
  personKeyIdOf,
  encryptFor,
  secretKey,
} from '#lib/crypto.ts';
import type { Trx } from '#lib/db.ts';
import { newId } from '#lib/ids.ts';
import type { TenantKeys } from '../keyring/keyring.ts';
import { aadOf, forgiven, decryptValue, type AadParts } from './personal.ts';

/*
 * Keys of single people (crypto-shredding). What a person leaves in rows that stay (evidence, words, texts) is
 * encrypted with a key of its own, kept wrapped under the tenant's data key by the blind index of the address.
 * When the person is erased the key goes, and with it all of that, also in rows nobody may change.
 * What lies in rows that are deleted or emptied (contacts, consents) is encrypted with the tenant's key:
 * a key each would add a look-up to every recipient of a campaign and protect nothing more.
 */
export type PersonKey = { id: string; key: KeyObject };

/** Keys of addresses, for encryption. */
export type PersonKeys = { of(addressBidx: Buffer): PersonKey };

/** Keys by their ids, for opening. One that is missing was destroyed. */
export type OpeningKeys = ReadonlyMap<string, PersonKey>;

type Row = { id: string; address_bidx: Buffer; key_enc: Buffer };

const hex = (bytes: Buffer): string => bytes.toString('hex');

const placeOf = (keys: TenantKeys, id: string): AadParts => ({
  tenantId: keys.tenantId,
  table: 'person_keys',
  id,
  column: 'key',
});

const unwrap = (keys: TenantKeys, row: Pick<Row, 'id' | 'key_enc'>): PersonKey => ({
  id: row.id,
  key: secretKey(Buffer.from(decryptValue(keys, placeOf(keys, row.id), row.key_enc), 'base64')),
});

/** The keys of these addresses, made where there is none yet: one look-up, and one insert for all new ones. */
export async function personKeys(
  trx: Trx,
  keys: TenantKeys,
  addresses: readonly Buffer[],
): Promise<PersonKeys> {
  const wanted = new Map(addresses.map((bidx) => [hex(bidx), bidx]));
  const found = new Map<string, PersonKey>();
  if (wanted.size) {
    const rows: Row[] = await trx('person_keys')
      .whereRaw('address_bidx = any(?)', [[...wanted.values()]])
      .orderBy('id')
      .select('id', 'address_bidx', 'key_enc');
    for (const row of rows) found.set(hex(row.address_bidx), unwrap(keys, row));
    const made: Row[] = [];
    for (const [name, bidx] of wanted) {
      if (!found.has(name)) made.push(newKey(keys, bidx));
    }
    if (made.length) {
      await trx.raw(
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
      if (!key) throw new Error('the key of an address nobody asked for');
      return key;
    },
  };
}

function newKey(keys: TenantKeys, bidx: Buffer): Row {
  const id = newId();
  const aad = aadOf(placeOf(keys, id));
  return {
    id,
    address_bidx: bidx,
    key_enc: encrypt(keys.data, randomKey().toString('base64'), aad),
  };
}

/** The keys these values were encrypted with, those that are still there. Asks nothing for values without one. */
export async function personKeysOf(
  trx: Trx,
  keys: TenantKeys,
  encrypted: readonly (Buffer | null | undefined)[],
): Promise<OpeningKeys> {
  const ids = new Set(encrypted.flatMap((value) => (value && personKeyIdOf(value)) ?? []));
  if (!ids.size) return new Map();
  const rows: Row[] = await trx('person_keys')
    .whereIn('id', [...ids])
    .select('id', 'key_enc');
  return new Map(rows.map((row) => [row.id, unwrapOrNone(keys, row)]));
}

/** A key that was changed opens nothing: values under it cannot be read, those of other people can. */
function unwrapOrNone(keys: TenantKeys, row: Row): PersonKey {
  try {
    return unwrap(keys, row);
  } catch (error) {
    if (error instanceof CannotBeRead) return { id: row.id, key: secretKey(randomKey()) };
    throw error;
  }
}

/** Encrypts a value of one person for the row and column it stands in. */
export const encryptPersonal = (person: PersonKey, aad: AadParts, value: string): Buffer =>
  encryptFor(person, value, aadOf(aad));

/**
 * Decrypts a value of one person; also one encrypted with the tenant's key, before there were person keys.
 * @returns null when there is no value, or the person's key was destroyed; also where it cannot be read and the keys
 *   forgive that
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
  return forgiven(keys, () => decryptFor(person, encrypted, aadOf(aad)).toString('utf8'));
}

/**
 * Deletes the keys of these addresses: what was encrypted with them cannot be read any more. For erasure, under
 * the retention role, as its last step: a concurrent write makes a new key.
 * @returns how many keys went
 */
export const destroyPersonKeys = (trx: Trx, addresses: readonly Buffer[]): Promise<number> =>
  trx('person_keys')
    .whereRaw('address_bidx = any(?)', [[...addresses]])
    .delete();
