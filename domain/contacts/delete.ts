import { notFound } from '#lib/errors.ts';
import { Contact } from '#models/contact.ts';
import { recordAudit } from '../audit/record.ts';
import type { Context, Services } from '../context.ts';
import { refuseChange } from '../suppressions/erasure-under-way.ts';
import { cancelWaiting } from '../message-ledger/cancel-waiting.ts';
import { refuseHeldContact } from './held.ts';

/**
 * Deletes a contact, and cancels what waits to be sent to it. Its consents stay with the address, and its messages stay
 * in the ledger: a withdrawal must outlive the contact, or the next import would add the person again.
 * @throws AppError not_found, conflict (a legal hold; the person is being erased)
 */
export async function deleteContact(services: Services, ctx: Context, id: string): Promise<void> {
  await services.db.withTenant(ctx, async (trx) => {
    // Locked: an erasure that is requested at the same time is either before this, or finds no contact.
    if (!(await Contact.query(trx).findOne({ id }).forUpdate())) throw notFound('Contact');
    await refuseHeldContact(trx, id);
    await refuseChange(trx, id);
    const which = { sql: 'm.contact_id = :contact', bindings: { contact: id }, most: null };
    const about = { entityType: 'contact', entityId: id };
    await cancelWaiting(trx, ctx, which, 'contact_removed', about);
    await Contact.query(trx).where({ id }).delete();
    await recordAudit(trx, ctx, { action: 'contact.deleted', entityType: 'contact', entityId: id });
  });
}
