import type { Trx } from '#lib/db.ts';
import type { Channel } from './address.ts';

/** What the address of a channel is called in a contact. */
export const fieldOf = (channel: Channel): 'phone' | 'email' =>
  channel === 'sms' ? 'phone' : 'email';

/** The column of contacts that finds such an address, by its blind index. */
export const indexColumn = (channel: Channel): 'phone_bidx' | 'email_bidx' =>
  `${fieldOf(channel)}_bidx`;

/** An address as callers name a person by it: `{phone}` or `{email}`. */
export const personAt = (
  channel: Channel,
  address: string,
): { phone: string } | { email: string } =>
  channel === 'sms' ? { phone: address } : { email: address };

/** For sentences: `is not a phone number`. */
export const addressWords = (channel: Channel): string =>
  channel === 'sms' ? 'a phone number' : 'an e-mail address';

/** The contact that has this address today; at most one does. */
export async function contactAt(
  trx: Trx,
  channel: Channel,
  addressBidx: Buffer,
): Promise<string | null> {
  const contact: { id: string } | undefined = await trx('contacts')
    .where({ [indexColumn(channel)]: addressBidx })
    .first('id');
  return contact?.id ?? null;
}
