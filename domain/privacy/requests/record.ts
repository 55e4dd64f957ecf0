import { AppError, conflict, invalidField, notFound } from '#lib/errors.ts';
import { newId } from '#lib/ids.ts';
import { timeOf } from '#lib/transaction-time.ts';
import { Contact } from '#models/contact.ts';
import { recordAudit } from '../../audit/record.ts';
import { decryptPerson } from '../../contacts/row.ts';
import { languagesFrom } from '../../languages.ts';
import type { Context, Services } from '../../context.ts';
import { refuseAhead } from '../../event-time.ts';
import { postStart } from '../../process-outbox/post.ts';
import { workflowId } from '../../processes.ts';
import { blindIndex } from '../../keyring/keyring.ts';
import { encryptValue, forgiving } from '../../encryption/personal.ts';
import type { NewRequest } from '../contract.ts';
import { dueAfter } from './due.ts';
import { requestAad, requestView, type RequestRow, type RequestView } from './row.ts';

/**
 * Records a request that a person made by letter, by phone or in person, once the colleague knows who it is. The
 * month runs from its receipt; the answer goes to the contact's address.
 * @throws AppError not_found (contact), invalid (no such address, received_at), conflict (already requested),
 *   unavailable
 */
export async function recordRequest(
  services: Services,
  ctx: Context,
  input: NewRequest,
): Promise<RequestView> {
  await services.processes.ping();
  const keys = await services.keyring.keys(ctx);
  return services.db.withTenant(ctx, async (trx) => {
    const now = timeOf(trx);
    const received = input.received_at ?? now;
    const id = ctx.resourceId ?? newId();
    const again: RequestRow | undefined = await trx('privacy_requests').where({ id }).first();
    if (again) return requestView(keys, again, now);
    refuseAhead(trx, 'received_at', input.received_at);
    const contact = await Contact.query(trx).findOne({ id: input.contact_id });
    if (!contact) throw notFound('Contact');
    const { email, phone } = decryptPerson(forgiving(keys), contact);
    const channel = input.channel ?? (email === null ? 'sms' : 'email');
    const address = channel === 'sms' ? phone : email;
    if (address === null) throw invalidField('channel', 'this contact has no such address');
    if (!address) throw conflict('The address of this contact cannot be read; enter it again');
    const { locale }: { locale: string } = await trx('tenants').first('locale');
    const [language = 'en'] = languagesFrom(contact.locale ?? locale);
    const [made]: RequestRow[] = await trx('privacy_requests')
      .insert({
        tenant_id: ctx.tenantId,
        id,
        kind: input.kind,
        status: 'open',
        contact_id: contact.id,
        channel,
        address_bidx: blindIndex(keys, channel, address),
        address_enc: encryptValue(keys, requestAad(ctx.tenantId, id, 'address'), address),
        language,
        asked_by_type: ctx.actor.type,
        asked_by: ctx.actor.id,
        asked_at: received,
        proven_at: received,
        due_at: await dueAfter(trx, received),
        workflow_id: workflowId('privacy-request', ctx.tenantId, id),
      })
      .onConflict(
        trx.raw(`(tenant_id, kind, channel, address_bidx) where status in ('open', 'under_way')`),
      )
      .ignore()
      .returning('*');
    if (!made)
      throw new AppError('conflict', 'This person already has an open request of this kind');
    await recordAudit(trx, ctx, {
      action: 'privacy_request.recorded',
      entityType: 'privacy_request',
      entityId: id,
      detail: { kind: input.kind, contact_id: contact.id, due_at: made.due_at?.toISOString() },
    });
    const { tenantId } = ctx;
    await postStart(trx, ctx, 'privacy-request', made.workflow_id, { tenantId, id });
    return requestView(keys, made, now);
  });
}
