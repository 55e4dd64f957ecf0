import { conflict, notFound } from '#lib/errors.ts';
import type { Trx } from '#lib/db.ts';
import { timeOf } from '#lib/transaction-time.ts';
import { recordAudit } from '../../audit/record.ts';
import type { Context, Services } from '../../context.ts';
import { encryptValue } from '../../encryption/personal.ts';
import { postSignal } from '../../process-outbox/post.ts';
import type { RefusalInput } from '../contract.ts';
import { insertErasure } from '../erasure/request.ts';
import { insertExport } from '../export/request.ts';
import { requestAad, requestView, type RequestRow, type RequestView } from './row.ts';
import { indexedSubjectOfRequest, subjectOfRequest } from './subject.ts';

/**
 * Carries out a request. A copy is made at once and its link sent to the person; before an erasure the person is
 * told, because afterwards there is no address left.
 * @throws AppError not_found, conflict (not open; or an erasure of this person is under way), unavailable
 */
export async function carryOutRequest(
  services: Services,
  ctx: Context,
  id: string,
): Promise<RequestView> {
  await services.processes.ping();
  const keys = await services.keyring.keys(ctx);
  return services.db.withTenant(ctx, async (trx) => {
    const found = await openRequest(trx, id);
    const made =
      found.kind === 'export'
        ? await insertExport(trx, ctx, await indexedSubjectOfRequest(trx, found), id)
        : await insertErasure(trx, ctx, keys, await subjectOfRequest(trx, ctx, keys, found), {
            requestId: id,
          });
    const decided = await decide(trx, ctx, id, {
      status: 'under_way',
      process_id: made.id,
      contact_id: made.contact_id,
    });
    return requestView(keys, decided, timeOf(trx));
  });
}

/**
 * Refuses a request for a lawful reason; the person is told the reason, and where to complain. @throws AppError
 * not_found, conflict
 */
export async function refuseRequest(
  services: Services,
  ctx: Context,
  id: string,
  { reason, note }: RefusalInput,
): Promise<RequestView> {
  const keys = await services.keyring.keys(ctx);
  return services.db.withTenant(ctx, async (trx) => {
    await openRequest(trx, id);
    const aad = requestAad(ctx.tenantId, id, 'refusal_note');
    const row = await decide(trx, ctx, id, {
      status: 'refused',
      refusal: reason,
      refusal_note_enc: encryptValue(keys, aad, note ?? null),
    });
    return requestView(keys, row, timeOf(trx));
  });
}

async function openRequest(trx: Trx, id: string): Promise<RequestRow> {
  const row: RequestRow | undefined = await trx('privacy_requests')
    .where({ id })
    .whereNot({ status: 'unproven' })
    .forUpdate()
    .first();
  if (!row) throw notFound('Request');
  if (row.status !== 'open') throw conflict('This request has already been decided');
  return row;
}

async function decide(
  trx: Trx,
  ctx: Context,
  id: string,
  change: Partial<RequestRow>,
): Promise<RequestRow> {
  const [row]: RequestRow[] = await trx('privacy_requests')
    .where({ id })
    .update({
      ...change,
      decided_at: trx.fn.now(),
      decided_by_type: ctx.actor.type,
      decided_by: ctx.actor.id,
    })
    .returning('*');
  if (!row) throw notFound('Request');
  await recordAudit(trx, ctx, {
    action: row.status === 'refused' ? 'privacy_request.refused' : 'privacy_request.carried_out',
    entityType: 'privacy_request',
    entityId: id,
    detail: { kind: row.kind, process_id: row.process_id, refusal: row.refusal },
  });
  const news = { status: row.status };
  await postSignal(trx, ctx, 'privacy-request', [row.workflow_id], 'requestDecided', news);
  return row;
}
