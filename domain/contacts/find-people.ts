import type { Trx } from '#lib/db.ts';
import { prepared } from '#lib/prepared.ts';
import {
  CONTACT_COLUMNS,
  contactVariables,
  strangerVariables,
  type ContactRow,
} from '../templates/variables.ts';
import type { TemplateVariables } from '../templates/contract.ts';
import { blindIndex, type TenantKeys } from '../keyring/keyring.ts';
import { normalizeAddress, type Channel } from '../addresses/address.ts';
import type { ContactRef } from './resolve-contact.ts';

/** A recipient. `contactId` is null for a person who is not a contact; `variables` are the values for templates. */
export type Addressee = {
  contactId: string | null;
  address: string;
  addressBidx: Buffer;
  variables: NonNullable<TemplateVariables['contact']>;
};
type Wanted = ContactRef & { channel: Channel };
type Row = ContactRow & { email_bidx: Buffer | null; phone_bidx: Buffer | null };
const COLUMNS = [...CONTACT_COLUMNS, 'email_bidx', 'phone_bidx'].join(', ');

/**
 * Resolves many references at once, as `findAddress` resolves one. Null for a reference without a usable address;
 * `findAddress` gives the exact error.
 * @param country of the tenant, for numbers without a country code
 */
export async function findPeople(
  trx: Trx,
  keys: TenantKeys,
  wanted: readonly Wanted[],
  country: string,
): Promise<(Addressee | null)[]> {
  const asked = wanted.map((ref) => ({ ref, given: given(keys, ref, country) }));
  const { rows } = await prepared<Row>(
    trx,
    `select ${COLUMNS} from contacts where id = any(:ids)
     union all select ${COLUMNS} from contacts where email_bidx = any(:emails)
     union all select ${COLUMNS} from contacts where phone_bidx = any(:phones)`,
    {
      ids: wanted.flatMap((ref) => ref.contact_id ?? []),
      emails: asked.flatMap(({ ref, given: to }) => (to && ref.channel === 'email' ? to.bidx : [])),
      phones: asked.flatMap(({ ref, given: to }) => (to && ref.channel === 'sms' ? to.bidx : [])),
    },
  );
  const known = new Map(rows.flatMap((row) => namesOf(row).map((name) => [name, row] as const)));
  return asked.map(({ ref, given: to }) => {
    const row = known.get(ref.contact_id ?? (to ? nameOf(ref.channel, to.bidx) : ''));
    if (ref.contact_id !== undefined) return row ? ofContact(keys, ref.channel, row) : null;
    if (!to) return null;
    return {
      contactId: row?.id ?? null,
      address: to.address,
      addressBidx: to.bidx,
      variables: row ? contactVariables(keys, row) : strangerVariables(),
    };
  });
}

/** Returns the address in a reference itself, in the indexed spelling. */
function given(
  keys: TenantKeys,
  ref: Wanted,
  country: string,
): { address: string; bidx: Buffer } | null {
  const raw = ref.channel === 'sms' ? ref.phone : ref.email;
  if (ref.contact_id !== undefined || raw === undefined) return null;
  const address = normalizeAddress(ref.channel, raw, country);
  return address === null ? null : { address, bidx: blindIndex(keys, ref.channel, address) };
}

function ofContact(keys: TenantKeys, channel: Channel, row: Row): Addressee | null {
  const variables = contactVariables(keys, row);
  const address = channel === 'sms' ? variables.phone : variables.email;
  if (!address) return null;
  const addressBidx = blindIndex(keys, channel, address);
  return { contactId: row.id, address, addressBidx, variables };
}

const nameOf = (channel: Channel, bidx: Buffer): string => `${channel}:${bidx.toString('base64')}`;

const namesOf = (row: Row): string[] => [
  row.id,
  ...(row.email_bidx ? [nameOf('email', row.email_bidx)] : []),
  ...(row.phone_bidx ? [nameOf('sms', row.phone_bidx)] : []),
];
