import type { Trx } from '#lib/db.ts';
import { invalidField, notFound } from '#lib/errors.ts';
import { newId } from '#lib/ids.ts';
import { recordAudit } from '../audit/record.ts';
import type { Context } from '../context.ts';
import { refuseErased } from '../suppressions/erased.ts';
import { blindIndex, type TenantKeys } from '../keyring/keyring.ts';
import { decryptValue } from '../encryption/personal.ts';
import { spellAddress, type Channel } from '../addresses/address.ts';
import { readAddress } from '../addresses/addresses.ts';
import { noteNumbers } from '../addresses/known-numbers.ts';
import { encryptPerson } from './row.ts';
import { contactAt, fieldOf } from '../addresses/by-channel.ts';

/** A reference to a person: a contact or an address. */
export type ContactRef = {
  contact_id?: string | undefined;
  email?: string | undefined;
  phone?: string | undefined;
};
export type Resolved = { id: string; addressBidx: Buffer; address: string };

/**
 * Resolves a reference to a contact and its address on a channel.
 * @throws AppError not_found (contact), invalid (no such address, or none for this channel), conflict (erased)
 */
export async function resolveContact(
  trx: Trx,
  keys: TenantKeys,
  ctx: Context,
  ref: ContactRef,
  options: { channel: Channel; create: boolean },
): Promise<Resolved> {
  const found = await findAddress(trx, keys, ctx, ref, options.channel, options.create);
  if (!found.contactId && !options.create) throw notFound('Contact');
  // An erased person can come back only by an act that proves the address; that act lifts the suppression first
  // (opt-in/unproven.ts). The check also applies while the person's data still exists because of a legal hold or a
  // running erasure.
  await refuseErased(trx, keys, [{ channel: options.channel, address: found.address }]);
  if (found.contactId)
    return { id: found.contactId, addressBidx: found.addressBidx, address: found.address };
  const column = fieldOf(options.channel);
  const id = newId();
  const nobody = { email: null, phone: null, name: null, fields: {} };
  const made: { id: string }[] = await trx('contacts')
    .insert({
      tenant_id: ctx.tenantId,
      id,
      ...encryptPerson(keys, ctx.tenantId, id, { ...nobody, [column]: found.address }),
      source: 'api',
    })
    .onConflict(trx.raw(`(tenant_id, ${column}_bidx) where ${column}_bidx is not null`))
    .ignore()
    .returning('id');
  // Another transaction has just created the same contact.
  if (!made.length) return resolveContact(trx, keys, ctx, ref, options);
  if (options.channel === 'sms') {
    await noteNumbers(trx, keys, [{ bidx: found.addressBidx, number: found.address }]);
  }
  await recordAudit(trx, ctx, { action: 'contact.created', entityType: 'contact', entityId: id });
  return { id, addressBidx: found.addressBidx, address: found.address };
}

/**
 * Resolves a reference to an address; a contact need not exist (a withdrawal is recorded for anybody).
 * @param keeps whether the address may be stored as a new one: then invisible characters are refused, not ignored
 */
export async function findAddress(
  trx: Trx,
  keys: TenantKeys,
  ctx: Context,
  ref: ContactRef,
  channel: Channel,
  keeps = false,
): Promise<{ contactId: string | null; addressBidx: Buffer; address: string }> {
  const column = fieldOf(channel);
  if (ref.contact_id !== undefined) {
    const row = await trx('contacts')
      .where({ id: ref.contact_id })
      .first('id', `${column}_enc as enc`);
    if (!row) throw notFound('Contact');
    const aad = { tenantId: ctx.tenantId, table: 'contacts', id: ref.contact_id, column };
    const address = decryptValue(keys, aad, row.enc);
    if (address === null)
      throw invalidField(
        'contact_id',
        `this contact has no ${channel === 'sms' ? 'phone number' : 'e-mail address'}`,
      );
    return { contactId: ref.contact_id, addressBidx: blindIndex(keys, channel, address), address };
  }
  const raw = channel === 'sms' ? ref.phone : ref.email;
  if (raw === undefined) {
    throw invalidField(column, `is needed for the channel ${channel}`);
  }
  const tenant: { country: string } = await trx('tenants').first('country');
  const read = (keeps ? readAddress : spellAddress)(channel, raw, tenant.country);
  if ('problem' in read) throw invalidField(column, read.problem);
  const { address } = read;
  const addressBidx = blindIndex(keys, channel, address);
  return { contactId: await contactAt(trx, channel, addressBidx), addressBidx, address };
}

/** Returns a contact's address on a channel; null when it has none. */
export async function addressOfContact(
  trx: Trx,
  keys: TenantKeys,
  ctx: Context,
  id: string,
  channel: Channel,
): Promise<string | null> {
  const column = fieldOf(channel);
  const row = await trx('contacts').where({ id }).first(`${column}_enc as enc`);
  return row
    ? decryptValue(keys, { tenantId: ctx.tenantId, table: 'contacts', id, column }, row.enc)
    : null;
}
