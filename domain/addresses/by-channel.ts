import type { Trx } from '#lib/db.ts';
import type { Channel } from './address.ts';

/** Returns the field of a contact that has the address of a channel. */
export const fieldOf = (channel: Channel): 'phone' | 'email' =>
  channel === 'sms' ? 'phone' : 'email';

/** Returns the column of `contacts` with the blind index of that address. */
export const indexColumn = (channel: Channel): 'phone_bidx' | 'email_bidx' =>
  `${fieldOf(channel)}_bidx`;

/** Returns an address in the form of a request's subject: `{phone}` or `{email}`. */
export const personAt = (
  channel: Channel,
  address: string,
): { phone: string } | { email: string } =>
  channel === 'sms' ? { phone: address } : { email: address };

/** Names the address of a channel in error messages: `is not a phone number`. */
export const addressWords = (channel: Channel): string =>
  channel === 'sms' ? 'a phone number' : 'an e-mail address';

/** Returns the id of the contact that has this address now; at most one has it. */
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
