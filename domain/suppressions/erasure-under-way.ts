import { AppError } from '#lib/errors.ts';
import type { Trx } from '#lib/db.ts';

/**
 * Between the wish to be erased and its end nothing is granted any more: it would be taken along, and the block of
 * the address with it. Ask under the locks of the consents: the erasure withdraws under the same ones.
 * @throws AppError conflict while an erasure that reaches this address is open
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
