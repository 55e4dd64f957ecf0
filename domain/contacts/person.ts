import type { Trx } from '#lib/db.ts';

/** A person with all current and earlier addresses, as blind indexes: addresses are only compared, never shown. */
export type Person = { contactIds: string[]; addresses: Buffer[] };

/**
 * Tables in which an address of a contact leaves a trace. Each has contact_id and address_bidx, with indexes on both.
 */
export const TRACES = ['consents', 'verifications', 'inbound_messages'] as const;

/**
 * Returns contacts with their current addresses and the earlier ones in their consents, codes, texts and messages. An
 * address that another contact has now is left out. A deleted contact has only the addresses of rows that still refer
 * to it.
 */
export async function personOf(trx: Trx, ...contactIds: string[]): Promise<Person> {
  const { rows } = await trx.raw<{ rows: { bidx: Buffer }[] }>(
    `select a.bidx from (
       select email_bidx as bidx from contacts where id = any(:ids::uuid[])
       union select phone_bidx from contacts where id = any(:ids::uuid[])
       ${[...TRACES, 'messages']
         .map(
           (table) =>
             `union select address_bidx from ${table} where contact_id = any(:ids::uuid[])`,
         ) // prettier-ignore
         .join('\n')}
     ) a where a.bidx is not null
       and not exists (select from contacts o where o.email_bidx = a.bidx and o.id <> all(:ids::uuid[]))
       and not exists (select from contacts o where o.phone_bidx = a.bidx and o.id <> all(:ids::uuid[]))`,
    { ids: contactIds },
  );
  return { contactIds, addresses: rows.map((row) => row.bidx) };
}

/**
 * Returns SQL for the rows of a person: rows with the contact's id, or rows without a contact and with an address
 * that only this person has. The alias must have contact_id and address_bidx; `theirsOf` gives the bindings.
 */
export const theirs = (alias: string): string =>
  `(${alias}.contact_id = any(:contacts::uuid[])
     or ${alias}.contact_id is null and ${alias}.address_bidx = any(:addresses::bytea[]))`;

/** Returns the bindings of `theirs`. */
export const theirsOf = ({ contactIds, addresses }: Person) => ({
  contacts: contactIds,
  addresses,
});
