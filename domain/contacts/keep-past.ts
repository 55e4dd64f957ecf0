import type { Trx } from '#lib/db.ts';
import { TRACES } from './person.ts';

/**
 * Assigns rows without a contact to the contact that now gives up their address. Without this, nothing would link the
 * rows to the contact afterwards.
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
