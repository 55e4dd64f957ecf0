import type { Trx } from '#lib/db.ts';
import { blindIndex, type TenantKeys } from '../keyring/keyring.ts';
import { normalizeAddress, type Channel } from '../addresses/address.ts';
import { personOf, theirs, theirsOf, TRACES, type Person } from './person.ts';

/** What a text is as an address, in any spelling, as it is looked up. Null: it is none. */
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

/** Contacts that have an address, and those that had it: a trace of theirs is left. */
export type Holders = { today: string | null; before: string[] };

export async function holdersOf(trx: Trx, address: Buffer): Promise<Holders> {
  const { rows } = await trx.raw<{ rows: { id: string; today: boolean }[] }>(
    `select k.id, (k.email_bidx = :address or k.phone_bidx = :address) is true as today
     from contacts k where k.id in (
       select id from contacts where email_bidx = :address
       union select id from contacts where phone_bidx = :address
       ${TRACES.map((table) => `union select contact_id from ${table} where address_bidx = :address`).join('\n')}
       -- Those of a campaign have no index by address; almost all of its audience has a consent.
       union select contact_id from messages where address_bidx = :address and campaign_id is null)
     order by k.id`,
    { address },
  );
  return {
    today: rows.find((row) => row.today)?.id ?? null,
    before: rows.flatMap((row) => (row.today ? [] : [row.id])),
  };
}

/** Everybody an address leads to: whose it is today, or of one that is nobody's, whoever had it. */
export type Reached = { person: Person; before: string[]; address: Buffer };

export async function reachedBy(trx: Trx, address: Buffer): Promise<Reached> {
  const { today, before } = await holdersOf(trx, address);
  const { contactIds, addresses } = await personOf(trx, ...(today === null ? before : [today]));
  return { person: { contactIds, addresses: [...addresses, address] }, before, address };
}

/**
 * SQL for rows an address leads to: those of the person, and those to this address of whoever had it before. The
 * alias must have contact_id and address_bidx; bindings are those of `ledToOf`.
 */
export const ledTo = (alias: string): string =>
  `(${theirs(alias)}
     or ${alias}.contact_id = any(:before::uuid[]) and ${alias}.address_bidx = :address::bytea)`;

export const ledToOf = ({ person, before, address }: Reached) => ({
  ...theirsOf(person),
  before,
  address,
});
