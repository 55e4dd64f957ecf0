import { AppError } from '#lib/errors.ts';
import type { Trx } from '#lib/db.ts';

/**
 * Refuses grants while an erasure is under way: the erasure would delete the grant, and the grant would lift the
 * suppression of the address. Call it with the consents locked, since the erasure withdraws under the same locks.
 * @throws AppError conflict while an erasure of this address is open
 */
export async function refuseWhileErased(trx: Trx, addressBidx: Buffer): Promise<void> {
  const found: unknown = await underWay(trx)
    .whereRaw(`addresses @> jsonb_build_array(jsonb_build_object('bidx', ?::text))`, [
      addressBidx.toString('hex'),
    ])
    .first('id');
  if (found === undefined) return;
  throw new AppError('conflict', 'This address is being erased; sign up again when that is done', {
    extra: { reason: 'being_erased' },
  });
}

/**
 * Refuses to change a contact while its person is being erased, also while a legal hold delays that: the erasure is of
 * the addresses that it has now. Call it with the contact locked.
 * @throws AppError conflict
 */
export async function refuseChange(trx: Trx, contactId: string): Promise<void> {
  const found: unknown = await underWay(trx).where({ contact_id: contactId }).first('id');
  if (found === undefined) return;
  throw new AppError(
    'conflict',
    'This person is being erased; the contact can no longer be changed',
    {
      extra: { reason: 'being_erased' },
    },
  );
}

const underWay = (trx: Trx) =>
  trx('privacy_erasures')
    .where({ dry_run: false, finished_at: null })
    .whereNotIn('status', ['completed', 'failed']);
