import { AppError } from '#lib/errors.ts';
import type { Trx } from '#lib/db.ts';
import type { AddressIndex } from '../pending-codes/questions.ts';

/** Returns SQL for whether the suppression with this alias is in force: it has no end, or its end is in the future. */
export const inForce = (s: string): string =>
  `(${s}.expires_at is null or ${s}.expires_at > now())`;

/**
 * Returns SQL for whether a suppression is in force that the address's owner cannot lift. An owner can lift only an
 * opt-out, by opting in again.
 */
export const blocksOwner = (s: string): string => `${s}.reason <> 'opt_out' and ${inForce(s)}`;

/**
 * Returns whether nothing may be sent to this address now.
 * @param asker `owner`: its owner asks by their own act, on a page of ours; `anybody` else cannot pass any block
 */
export async function isBlocked(
  trx: Trx,
  { channel, addressBidx }: AddressIndex,
  asker: 'owner' | 'anybody',
): Promise<boolean> {
  const found: unknown = await trx('suppressions as s')
    .where({ 's.channel': channel, 's.address_bidx': addressBidx })
    .whereRaw(asker === 'owner' ? blocksOwner('s') : inForce('s'))
    .first('s.id');
  return found !== undefined;
}

/** The error for a question to a blocked address. It never says why the address is blocked. */
export const suppressed = (): AppError =>
  new AppError('conflict', 'Nothing can be sent to this address: it is blocked', {
    extra: { reason: 'suppressed' },
  });

/** Returns whether an error is that one. */
export const isSuppressed = (error: unknown): boolean =>
  error instanceof AppError && error.detail.extra?.reason === 'suppressed';
