import type { KeyObject } from 'node:crypto';
import { hmac, hmacInHex } from '#lib/crypto.ts';
import type { Trx } from '#lib/db.ts';
import { everySpelling, phoneKey } from '#lib/phone-spellings.ts';
import { prepared } from '#lib/prepared.ts';
import type { TenantKeys } from '../keyring/keyring.ts';

/*
 * The index that finds the tenants an inbound text may be for (domain/inbound/who-knows.ts). Triggers record the
 * numbers that a tenant knows (migration 037); this file adds the hash that is the same for all tenants. The index
 * only shows that a tenant knows a number; the details come from a query as that tenant. A tenant sees its own
 * entries and no hash of another tenant.
 */

/** Returns the hash of a phone under the key that all tenants share. @param number in E.164, any spelling */
export const numberHash = (shared: KeyObject, number: string): Buffer =>
  hashOf(shared, phoneKey(number));

/** Returns every hash that a phone may have: those of before its spellings had one were of the spelling itself. */
export const numberHashes = (shared: KeyObject, number: string): Buffer[] =>
  everySpelling(number).map((one) => hashOf(shared, one));

const hashOf = (shared: KeyObject, number: string): Buffer => hmac(shared, named(number));

const named = (number: string): string => `known-number\0${number}`;

/** A number known to the tenant: its blind index, and the number in E.164. */
export type KnownNumber = { bidx: Buffer; number: string };

/**
 * Adds the hashes to the entries that the triggers have just created. If a caller omits this, the tenant is queried
 * for every inbound text until `nameNumbers` (name-numbers.ts) has run: slower, but no text is lost.
 */
export async function noteNumbers(
  trx: Trx,
  keys: TenantKeys,
  numbers: readonly KnownNumber[],
): Promise<void> {
  if (!numbers.length) return;
  const hashes = numbers.map(({ number }) => numberHash(keys.shared, number));
  await trx.raw(
    `update known_numbers k set number_hash = n.hash
     from unnest(?::bytea[], ?::bytea[]) as n(bidx, hash)
     where k.address_bidx = n.bidx and coalesce(k.number_hash, '') = ''`,
    [numbers.map(({ bidx }) => bidx), hashes],
  );
}

/**
 * Tells the triggers the hashes of the numbers that this transaction is about to add, so that each entry is written
 * once. The same as `noteNumbers` afterwards, for thousands of rows.
 */
export async function foretellNumbers(
  trx: Trx,
  keys: TenantKeys,
  numbers: readonly KnownNumber[],
): Promise<void> {
  const hashes = numbers.map(({ number }) => hmacInHex(keys.shared, named(phoneKey(number))));
  await prepared(trx, FORETELL, [
    bytesInText(numbers.map(({ bidx }) => bidx.toString('hex'))),
    bytesInText(hashes),
  ]);
}

/** Settings are texts. */
const FORETELL = `select set_config('app.foretold_numbers', ?, true) is null as _,
  set_config('app.foretold_hashes', ?, true) is null as _`;

const bytesInText = (values: readonly string[]): string =>
  values.length ? `{"\\\\x${values.join('","\\\\x')}"}` : '';

/** Adds the hash of a contact's phone number, if it has one. */
export const notePhone = (
  trx: Trx,
  keys: TenantKeys,
  bidx: Buffer | null,
  number: string | null,
): Promise<void> => noteNumbers(trx, keys, bidx && number ? [{ bidx, number }] : []);
