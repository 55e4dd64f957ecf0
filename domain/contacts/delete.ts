import { notFound } from '#lib/errors.ts';
import { Contact } from '#models/contact.ts';
import { recordAudit } from '../audit/record.ts';
import type { Context, Services } from '../context.ts';
import { refuseHeldContact } from './held.ts';

/**
 * Deletes a contact. Its consents stay with the address, and its messages stay in the ledger: a withdrawal must
 * outlive the contact, or the next import would add the person again.
 * @throws AppError not_found, conflict (a legal hold)
 */
export async function deleteContact(services: Services, ctx: Context, id: string): Promise<void> {
  await services.db.withTenant(ctx, async (trx) => {
    await refuseHeldContact(trx, id);
    const gone = await Contact.query(trx).where({ id }).delete();
    if (!gone) throw notFound('Contact');
    await recordAudit(trx, ctx, { action: 'contact.deleted', entityType: 'contact', entityId: id });
  });
}
