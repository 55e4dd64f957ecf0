import type { Trx } from '#lib/db.ts';
import { Contact } from '#models/contact.ts';
import type { Context } from '../../context.ts';
import type { TenantKeys } from '../../keyring/keyring.ts';
import { indexedSubjectOf, subjectOf } from '../subject.ts';
import type { ErasureRow } from './row.ts';

/**
 * Adds the addresses that the contact got since the erasure was requested: it may have waited for a legal hold for
 * years. Addresses are only added, never removed.
 * @param row locked
 */
export async function withAddressesNow(
  trx: Trx,
  ctx: Context,
  keys: TenantKeys,
  row: ErasureRow,
): Promise<ErasureRow> {
  const contact =
    row.contact_id === null ? undefined : await Contact.query(trx).findOne({ id: row.contact_id });
  if (!contact) return row;
  const known = new Set(row.addresses.map(({ bidx }) => bidx));
  const now = await indexedSubjectOf(trx, contact);
  if (now.addresses.every(({ bidx }) => known.has(bidx))) return row;
  const subject = await subjectOf(trx, ctx, keys, contact);
  const addresses = [...row.addresses, ...subject.addresses.filter(({ bidx }) => !known.has(bidx))];
  await trx('privacy_erasures')
    .where({ id: row.id })
    .update({ addresses: JSON.stringify(addresses), updated_at: trx.fn.now() });
  return { ...row, addresses };
}
