import type { Trx } from '#lib/db.ts';
import { Contact } from '#models/contact.ts';
import { indexColumn } from '../../addresses/by-channel.ts';
import type { Context } from '../../context.ts';
import type { TenantKeys } from '../../keyring/keyring.ts';
import {
  asSubjectAddress,
  indexedSubjectOf,
  subjectOf,
  type ErasureSubject,
  type Subject,
} from '../subject.ts';
import { requestAddress, type RequestRow } from './row.ts';

/**
 * Returns the person that a request is about, by the indexes of their addresses: also where an address is unreadable.
 */
export async function indexedSubjectOfRequest(trx: Trx, row: RequestRow): Promise<Subject> {
  const contact = await contactOf(trx, row);
  if (contact) return indexedSubjectOf(trx, contact);
  const bidx = row.address_bidx.toString('hex');
  return { contactId: null, addresses: row.address_gone ? [] : [{ channel: row.channel, bidx }] };
}

/**
 * Returns the person that a request is about. A person without a profile (only consents, or a deleted profile) is
 * their address. The current contact counts, not the one at the time of the request: the address may have moved.
 */
export async function subjectOfRequest(
  trx: Trx,
  ctx: Context,
  keys: TenantKeys,
  row: RequestRow,
): Promise<ErasureSubject> {
  const contact = await contactOf(trx, row);
  if (contact) return subjectOf(trx, ctx, keys, contact);
  const address = requestAddress(keys, row);
  return {
    contactId: null,
    addresses: address ? [asSubjectAddress(keys, { channel: row.channel, address })] : [],
  };
}

const contactOf = async (trx: Trx, row: RequestRow): Promise<Contact | undefined> =>
  Contact.query(trx).findOne({ [indexColumn(row.channel)]: row.address_bidx });
