import type { Trx } from '#lib/db.ts';
import type { Message } from '#models/message.ts';

/**
 * Takes words, address and whatever leads to the person out of messages; the state stays, and that nobody claims them
 * any more. @param by what took the address
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
