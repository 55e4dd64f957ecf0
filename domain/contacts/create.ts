import { AppError } from '#lib/errors.ts';
import type { Trx } from '#lib/db.ts';
import { newId } from '#lib/ids.ts';
import { Contact } from '#models/contact.ts';
import { recordAudit } from '../audit/record.ts';
import type { Context, Services } from '../context.ts';
import { refuseErased } from '../suppressions/erased.ts';
import { addressesOf, readAddresses } from '../addresses/addresses.ts';
import { countryOf } from '../addresses/address.ts';
import type { NewContact } from './contract.ts';
import { encryptPerson } from './row.ts';
import { notePhone } from '../addresses/known-numbers.ts';
import { contactView, type ContactView } from './view.ts';

/**
 * Creates a contact.
 * @throws AppError invalid (email, phone), conflict (an address belongs to an erased person or to another contact;
 *   callers who may read contacts get its `contact_id`)
 */
export async function createContact(
  services: Services,
  ctx: Context,
  input: NewContact,
): Promise<ContactView> {
  const keys = await services.keyring.keys(ctx);
  return services.db.withTenant(ctx, async (trx) => {
    const id = ctx.resourceId ?? newId();
    const again = await Contact.query(trx).findOne({ id });
    if (again) return contactView(keys, again);
    const { email, phone } = await readAddresses(trx, input);
    const encrypted = encryptPerson(keys, ctx.tenantId, id, {
      email: email ?? null,
      phone: phone ?? null,
      name: input.name ?? null,
      fields: input.fields,
    });
    await assertFree(trx, ctx, id, encrypted);
    await refuseErased(trx, keys, addressesOf({ email, phone }));
    const made = await Contact.query(trx)
      .insert({
        tenant_id: ctx.tenantId,
        id,
        ...encrypted,
        locale: input.locale ?? null,
        time_zone: input.time_zone ?? null,
        country: input.country ?? (phone ? countryOf(phone) : null),
        tags: input.tags,
        source: ctx.actor.type === 'user' ? 'admin' : 'api',
      })
      .returning('*');
    await notePhone(trx, keys, encrypted.phone_bidx, phone ?? null);
    await recordAudit(trx, ctx, { action: 'contact.created', entityType: 'contact', entityId: id });
    return contactView(keys, made);
  });
}

/** Checks that no other contact has one of these addresses. @throws AppError conflict */
export async function assertFree(
  trx: Trx,
  ctx: Context,
  id: string,
  addresses: { email_bidx: Buffer | null; phone_bidx: Buffer | null },
): Promise<void> {
  for (const column of ['email_bidx', 'phone_bidx'] as const) {
    const value = addresses[column];
    if (value === null) continue;
    const other = await Contact.query(trx).where(column, value).whereNot({ id }).first();
    if (other) {
      const field = column === 'email_bidx' ? 'email' : 'phone';
      throw new AppError('conflict', `Another contact has this ${field}`, {
        errors: [{ path: field, message: 'belongs to another contact' }],
        extra: ctx.permissions.has('contacts:read') ? { contact_id: other.id } : {},
      });
    }
  }
}
