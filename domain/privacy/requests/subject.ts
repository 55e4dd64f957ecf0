import type { Trx } from '#lib/db.ts';
import { Contact } from '#models/contact.ts';
import { indexColumn } from '../../addresses/by-channel.ts';
import type { Context } from '../../context.ts';
import type { TenantKeys } from '../../keyring/keyring.ts';
import { asSubjectAddress, subjectOf, type Subject } from '../subject.ts';
import { requestAddress, type RequestRow } from './row.ts';

/**
 * Returns the person that a request is about. A person without a profile (only consents, or a deleted profile) is
 * their address. The current contact counts, not the one at the time of the request: the address may have moved.
 */
export async function subjectOfRequest(
  trx: Trx,
  ctx: Context,
  keys: TenantKeys,
  row: RequestRow,
): Promise<Subject> {
  const contact = await Contact.query(trx).findOne({
    [indexColumn(row.channel)]: row.address_bidx,
  });
  if (contact) return subjectOf(trx, ctx, keys, contact);
  const address = requestAddress(keys, row);
  return {
    contactId: null,
    addresses: address ? [asSubjectAddress(keys, { channel: row.channel, address })] : [],
  };
}
