import type { Trx } from '#lib/db.ts';

/** The block with this alias counts now: it has no end, or its end is to come. */
export const inForce = (s: string): string =>
  `(${s}.expires_at is null or ${s}.expires_at > now())`;

/** The same for a block that its holder cannot undo. An opt-out they can: they may ask for messages again. */
export const blocksHolder = (s: string): string => `${s}.reason <> 'opt_out' and ${inForce(s)}`;

/** Whether nothing may be sent to this address now, whatever the person who holds it asks for. */
export async function isBlocked(
  trx: Trx,
  { channel, addressBidx }: { channel: 'sms' | 'email'; addressBidx: Buffer },
): Promise<boolean> {
  const found: unknown = await trx('suppressions as s')
    .where({ 's.channel': channel, 's.address_bidx': addressBidx })
    .whereRaw(blocksHolder('s'))
    .first('s.id');
  return found !== undefined;
}
