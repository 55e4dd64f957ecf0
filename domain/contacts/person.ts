import type { Trx } from '#lib/db.ts';

/** Somebody by everything they are or were reached by, as blind indexes: an address is looked up, never shown. */
export type Person = { contactIds: string[]; addresses: Buffer[] };

/** Where an address of a contact leaves a trace. Each has contact_id and address_bidx, and an index for both. */
export const TRACES = ['consents', 'verifications', 'inbound_messages'] as const;

/**
 * Contacts with their addresses of today and those of their consents, codes, texts and messages from before. An
 * address that is another contact's today is that person's and left out. Of a contact that is gone: what still names
 * it.
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
 * SQL for rows that are somebody's: they name the contact; or nobody, and an address that is theirs alone. The alias
 * must have contact_id and address_bidx; bindings are those of `theirsOf`.
 */
export const theirs = (alias: string): string =>
  `(${alias}.contact_id = any(:contacts::uuid[])
     or ${alias}.contact_id is null and ${alias}.address_bidx = any(:addresses::bytea[]))`;

export const theirsOf = ({ contactIds, addresses }: Person) => ({
  contacts: contactIds,
  addresses,
});
