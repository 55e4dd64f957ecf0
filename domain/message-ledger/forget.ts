import type { Trx } from '#lib/db.ts';
import type { Message } from '#models/message.ts';

/**
 * Removes texts, addresses and ids that lead to a person from messages. Their status stays; a claim ends.
 * @param by the process that removes the address
 */
export const forgetIn = (
  trx: Trx,
  ids: readonly string[],
  by: NonNullable<Message['address_gone']>,
): Promise<unknown> =>
  trx('messages')
    .whereIn('id', [...ids])
    .update({
      address_gone: trx.raw('coalesce(address_gone, ?)', [by]),
      content_enc: null,
      address_bidx: null,
      contact_id: null,
      provider_message_id: null,
      claim: null,
      held: null,
      not_before: null,
    });
