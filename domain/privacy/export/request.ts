import type { Trx } from '#lib/db.ts';
import { notFound } from '#lib/errors.ts';
import { newId } from '#lib/ids.ts';
import { timeOf } from '#lib/transaction-time.ts';
import { Contact } from '#models/contact.ts';
import { recordAudit } from '../../audit/record.ts';
import type { Context, Services } from '../../context.ts';
import { postStart } from '../../process-outbox/post.ts';
import { workflowId } from '../../processes.ts';
import type { ExportRequest } from '../contract.ts';
import { indexedSubjectOf, type Subject } from '../subject.ts';
import { exportView, type ExportRecord, type ExportView } from './row.ts';

/**
 * Requests a copy of everything about a contact (Art. 15, 20 GDPR); a process makes it.
 * @throws AppError not_found (contact), unavailable
 */
export async function requestExport(
  services: Services,
  ctx: Context,
  input: ExportRequest,
): Promise<ExportView> {
  await services.processes.ping();
  return services.db.withTenant(ctx, async (trx) => {
    const again: ExportRecord | undefined = ctx.resourceId
      ? await trx('privacy_exports').where({ id: ctx.resourceId }).first()
      : undefined;
    if (again) return exportView(again, timeOf(trx), null);
    const contact = await Contact.query(trx).findOne({ id: input.contact_id });
    if (!contact) throw notFound('Contact');
    const row = await insertExport(trx, ctx, await indexedSubjectOf(trx, contact));
    return exportView(row, timeOf(trx), null);
  });
}

/** Inserts the row of an export, with its audit line; its process starts after the commit. */
export async function insertExport(
  trx: Trx,
  ctx: Context,
  subject: Subject,
  requestId: string | null = null,
): Promise<ExportRecord> {
  const id = ctx.resourceId ?? newId();
  const [row]: ExportRecord[] = await trx('privacy_exports')
    .insert({
      tenant_id: ctx.tenantId,
      id,
      contact_id: subject.contactId,
      addresses: JSON.stringify(subject.addresses),
      request_id: requestId,
      file_key: `${ctx.tenantId}/exports/${id}`,
      asked_by_type: ctx.actor.type,
      asked_by: ctx.actor.id,
      workflow_id: workflowId('privacy-export', ctx.tenantId, id),
    })
    .returning('*');
  if (!row) throw new Error('an export was not inserted');
  await recordAudit(trx, ctx, {
    action: 'export.requested',
    entityType: 'export',
    entityId: id,
    detail: { contact_id: subject.contactId },
  });
  const { tenantId } = ctx;
  await postStart(trx, ctx, 'privacy-export', row.workflow_id, { tenantId, id });
  return row;
}
