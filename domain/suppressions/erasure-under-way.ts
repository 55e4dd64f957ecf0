import { AppError } from '#lib/errors.ts';
import type { Trx } from '#lib/db.ts';

/**
 * Refuses grants while an erasure is under way: the erasure would delete the grant, and the grant would lift the
 * suppression of the address. Call it with the consents locked, since the erasure withdraws under the same locks.
 * @throws AppError conflict while an erasure of this address is open
 */
export async function refuseWhileErased(trx: Trx, addressBidx: Buffer): Promise<void> {
  const found: unknown = await trx('privacy_erasures')
    .where({ dry_run: false, finished_at: null })
    .whereNotIn('status', ['completed', 'failed'])
    .whereRaw(`addresses @> jsonb_build_array(jsonb_build_object('bidx', ?::text))`, [
      addressBidx.toString('hex'),
    ])
    .first('id');
  if (found === undefined) return;
  throw new AppError('conflict', 'This address is being erased; sign up again when that is done', {
    extra: { reason: 'being_erased' },
  });
}
