import type { Trx } from '#lib/db.ts';
import { TRACES } from './person.ts';

/**
 * What names nobody and an address that a contact now gives up stays with the contact: afterwards nothing would lead
 * from one to the other.
 */
export async function keepPast(
  trx: Trx,
  contactId: string,
  givenUp: readonly Buffer[],
): Promise<void> {
  if (!givenUp.length) return;
  for (const table of [...TRACES, 'messages']) {
    await trx(table)
      .whereNull('contact_id')
      .whereRaw('address_bidx = any(?::bytea[])', [[...givenUp]])
      .update({ contact_id: contactId });
  }
}
