import type { KeyObject } from 'node:crypto';
import { hmac } from '#lib/crypto.ts';
import type { Trx } from '#lib/db.ts';
import type { TenantKeys } from '../keyring/keyring.ts';

/*
 * The index by which a text finds whom it may be for (domain/inbound/who-knows.ts): triggers keep which numbers a
 * tenant knows (migration 037), here they get the hash that is the same for all tenants. It says only that somebody
 * knows a number; what they know is asked of them. A tenant sees its own entries and no hash of another's.
 */

/** A number under the key all tenants share: needed to ask who knows it. @param number in E.164 */
export const numberHash = (shared: KeyObject, number: string): Buffer =>
  hmac(shared, `known-number\0${number}`);

/** A number known to the tenant: its blind index, and in E.164. */
export type KnownNumber = { bidx: Buffer; number: string };

/**
 * Names what the triggers have just noted. Forgotten somewhere, the tenant is asked about every text until
 * `nameNumbers` (name-numbers.ts) has come by: slower, never deaf.
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

/** The same for the phone of a contact, where it has one. */
export const notePhone = (
  trx: Trx,
  keys: TenantKeys,
  bidx: Buffer | null,
  number: string | null,
): Promise<void> => noteNumbers(trx, keys, bidx && number ? [{ bidx, number }] : []);
