import type { Trx } from '#lib/db.ts';
import { AppError, notFound } from '#lib/errors.ts';
import { newId } from '#lib/ids.ts';
import { Contact } from '#models/contact.ts';
import { recordAudit } from '../../audit/record.ts';
import type { Context, Services } from '../../context.ts';
import { postStart } from '../../process-outbox/post.ts';
import { workflowId } from '../../processes.ts';
import type { TenantKeys } from '../../keyring/keyring.ts';
import { encryptValue } from '../../encryption/personal.ts';
import type { ErasureRequest } from '../contract.ts';
import { bidxs, subjectOf, type ErasureSubject } from '../subject.ts';
import { holdsOver } from './holds.ts';
import type { ErasureRow } from './row.ts';
import { summarise } from './summarise.ts';
import { erasureView, type ErasureView } from './view.ts';

/**
 * Requests the erasure of a contact. A dry run counts what would be deleted and ends at once; otherwise a process
 * carries it out and is found by the erasure's id.
 * @throws AppError not_found (contact), conflict (an erasure is under way: `erasure_id` names it), unavailable
 */
export async function requestErasure(
  services: Services,
  ctx: Context,
  input: ErasureRequest,
): Promise<ErasureView> {
  const keys = await services.keyring.keys(ctx);
  if (!input.dry_run) await services.processes.ping();
  const row = await services.db.withTenant(ctx, async (trx) => {
    const again = await find(trx, ctx.resourceId);
    if (again) return again;
    // Locked: a change of its addresses is either before this, or refused.
    const contact = await Contact.query(trx).findOne({ id: input.contact_id }).forUpdate();
    if (!contact) throw notFound('Contact');
    const subject = await subjectOf(trx, ctx, keys, contact);
    const made = await insertErasure(trx, ctx, keys, subject, input);
    const { tenantId } = ctx;
    if (!made.dry_run) {
      await postStart(trx, ctx, 'privacy-erasure', made.workflow_id, { tenantId, id: made.id });
    }
    return made;
  });
  return erasureView(row);
}

const find = async (trx: Trx, id: string | undefined): Promise<ErasureRow | undefined> =>
  id === undefined ? undefined : trx('privacy_erasures').where({ id }).first();

/** Inserts the row of an erasure, with its audit line; the caller must start its process. */
export async function insertErasure(
  trx: Trx,
  ctx: Context,
  keys: TenantKeys,
  subject: ErasureSubject,
  input: { reason?: string | undefined; dry_run?: boolean; requestId?: string },
): Promise<ErasureRow> {
  const id = ctx.resourceId ?? newId();
  const dryRun = input.dry_run === true;
  const held = await holdsOver(trx, { ...subject, bidxs: bidxs(subject) });
  const [row]: ErasureRow[] = await trx('privacy_erasures')
    .insert({
      tenant_id: ctx.tenantId,
      id,
      contact_id: subject.contactId,
      addresses: JSON.stringify(subject.addresses),
      request_id: input.requestId ?? null,
      dry_run: dryRun,
      status: dryRun ? 'completed' : 'pending',
      summary: JSON.stringify(await summarise(trx, subject, held.length)),
      reason_enc: encryptValue(keys, reasonAad(ctx.tenantId, id), input.reason ?? null),
      asked_by_type: ctx.actor.type,
      asked_by: ctx.actor.id,
      workflow_id: workflowId('privacy-erasure', ctx.tenantId, id),
      finished_at: dryRun ? trx.fn.now() : null,
    })
    .onConflict(
      trx.raw(
        `(tenant_id, contact_id) where not dry_run and status not in ('completed', 'failed') and contact_id is not null`,
      ),
    )
    .ignore()
    .returning('*');
  if (!row) {
    const other: { id: string } | undefined = await trx('privacy_erasures')
      .where({ contact_id: subject.contactId, dry_run: false })
      .whereNotIn('status', ['completed', 'failed'])
      .first('id');
    throw new AppError('conflict', 'This person is being erased already', {
      extra: { erasure_id: other?.id },
    });
  }
  await recordAudit(trx, ctx, {
    action: dryRun ? 'erasure.tried' : 'erasure.requested',
    entityType: 'erasure',
    entityId: id,
    detail: { contact_id: subject.contactId },
  });
  return row;
}

const reasonAad = (tenantId: string, id: string) => ({
  tenantId,
  table: 'privacy_erasures',
  id,
  column: 'reason',
});
