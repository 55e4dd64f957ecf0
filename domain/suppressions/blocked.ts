import type { Trx } from '#lib/db.ts';

/** Returns SQL for whether the suppression with this alias is in force: it has no end, or its end is in the future. */
export const inForce = (s: string): string =>
  `(${s}.expires_at is null or ${s}.expires_at > now())`;

/**
 * Returns SQL for whether a suppression is in force that the address's owner cannot lift. An owner can lift only an
 * opt-out, by opting in again.
 */
export const blocksOwner = (s: string): string => `${s}.reason <> 'opt_out' and ${inForce(s)}`;

/** Returns whether nothing may be sent to this address now, even if its owner requests it. */
export async function isBlocked(
  trx: Trx,
  { channel, addressBidx }: { channel: 'sms' | 'email'; addressBidx: Buffer },
): Promise<boolean> {
  const found: unknown = await trx('suppressions as s')
    .where({ 's.channel': channel, 's.address_bidx': addressBidx })
    .whereRaw(blocksOwner('s'))
    .first('s.id');
  return found !== undefined;
}
