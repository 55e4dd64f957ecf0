import { TRACES } from '../contacts/person.ts';

/**
 * Returns SQL for the contact that a hold keeps; null if there is none. A hold on an address keeps whoever has it, else
 * whoever had it, also a contact that was created later. @param h the alias of the hold
 */
export const whoseHold = (h: string): string => `coalesce(${h}.contact_id,
  (select k.id from contacts k where k.tenant_id = ${h}.tenant_id and k.email_bidx = any(${h}.addresses) limit 1),
  (select k.id from contacts k where k.tenant_id = ${h}.tenant_id and k.phone_bidx = any(${h}.addresses) limit 1),
  ${[...TRACES, 'messages']
    .map(
      (table) => `(select x.contact_id from ${table} x where x.tenant_id = ${h}.tenant_id
    and x.address_bidx = any(${h}.addresses) and x.contact_id is not null limit 1)`,
    )
    .join(',\n  ')})`;
