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
 * Refuses to change or remove contacts while their person is being erased, also while a legal hold delays that: the
 * erasure is of the contact as it is now. Every writer of contacts calls it, with the contacts locked.
 * @throws AppError conflict, with the ids of those contacts
 */
export async function refuseChange(trx: Trx, ...contactIds: string[]): Promise<void> {
  const rows: { contact_id: string }[] = await underWay(trx)
    .whereRaw('contact_id = any(?::uuid[])', [contactIds])
    .orderBy('contact_id')
    .select('contact_id');
  if (!rows.length) return;
  const message =
    contactIds.length === 1
      ? 'This person is being erased; the contact can no longer be changed'
      : 'Some of these people are being erased; their contacts can no longer be changed';
  throw new AppError('conflict', message, {
    extra: { reason: 'being_erased', contacts: rows.map((row) => row.contact_id) },
  });
}

/** Returns whether the person of a contact is being erased. Call it with the contact locked. */
export const isBeingErased = async (trx: Trx, contactId: string): Promise<boolean> =>
  (await underWay(trx).where({ contact_id: contactId }).first('id')) !== undefined;

const underWay = (trx: Trx) =>
  trx('privacy_erasures')
    .where({ dry_run: false, finished_at: null })
    .whereNotIn('status', ['completed', 'failed']);
