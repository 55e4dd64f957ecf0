import type { Trx } from '#lib/db.ts';
import { blindIndex, type TenantKeys } from '../keyring/keyring.ts';
import { normalizeAddress, type Channel } from '../addresses/address.ts';
import { personOf, theirs, theirsOf, TRACES, type Person } from './person.ts';

/** Parses a text as an address in any spelling, for a look-up by blind index. Null when it is not an address. */
export async function addressIn(
  trx: Trx,
  keys: TenantKeys,
  text: string,
): Promise<{ channel: Channel; bidx: Buffer } | null> {
  const { country }: { country: string } = await trx('tenants').first('country');
  const channel = text.includes('@') ? 'email' : 'sms';
  const address = normalizeAddress(channel, text, country);
  return address === null ? null : { channel, bidx: blindIndex(keys, channel, address) };
}

/** The contact that has an address now, and those that had it before, according to their traces. */
export type AddressOwners = { today: string | null; before: string[] };

/** Returns the contacts that have or had an address. @param address blind index */
export async function ownersOf(trx: Trx, address: Buffer): Promise<AddressOwners> {
  const { rows } = await trx.raw<{ rows: { id: string; today: boolean }[] }>(
    `select k.id, (k.email_bidx = :address or k.phone_bidx = :address) is true as today
     from contacts k where k.id in (
       select id from contacts where email_bidx = :address
       union select id from contacts where phone_bidx = :address
       ${TRACES.map((table) => `union select contact_id from ${table} where address_bidx = :address`).join('\n')}
       -- Campaign messages have no index by address; almost all of an audience has a consent.
       union select contact_id from messages where address_bidx = :address and campaign_id is null)
     order by k.id`,
    { address },
  );
  return {
    today: rows.find((row) => row.today)?.id ?? null,
    before: rows.flatMap((row) => (row.today ? [] : [row.id])),
  };
}

/** The people found by an address: the current owner, or all earlier owners if nobody has it now. */
export type Reached = { person: Person; before: string[]; address: Buffer };

/** Returns the people found by an address. @param address blind index */
export async function reachedBy(trx: Trx, address: Buffer): Promise<Reached> {
  const { today, before } = await ownersOf(trx, address);
  const { contactIds, addresses } = await personOf(trx, ...(today === null ? before : [today]));
  return { person: { contactIds, addresses: [...addresses, address] }, before, address };
}

/**
 * Returns SQL for the rows found by an address: all rows of the person, and the rows of earlier owners that have this
 * address. The alias must have contact_id and address_bidx; `ledToOf` gives the bindings.
 */
export const ledTo = (alias: string): string =>
  `(${theirs(alias)}
     or ${alias}.contact_id = any(:before::uuid[]) and ${alias}.address_bidx = :address::bytea)`;

/** Returns the bindings of `ledTo`. */
export const ledToOf = ({ person, before, address }: Reached) => ({
  ...theirsOf(person),
  before,
  address,
});
