import { recordAudit } from '../audit/record.ts';
import type { AuditAction } from '../audit/sentences.contract.ts';
import { reopenRequest } from '../privacy/reopen-request.ts';
import type { State } from './state.ts';

/** For a row with `status` and `failure` that needs nothing more. @param open states that can still fail */
export const inRow =
  (table: string, open: readonly string[], action: AuditAction, entityType: string, ended?: string): State =>
  async (trx, _, ctx, id, failure) => {
    const stated = await trx(table)
      .where({ id })
      .whereIn('status', [...open])
      .update({ status: 'failed', failure, ...(ended ? { [ended]: trx.fn.now() } : {}) });
    if (!stated) return { stated: false };
    await recordAudit(trx, ctx, { action, entityType, entityId: id, detail: { failure } });
    return { stated: true };
  }; // prettier-ignore

/** A copy that cannot be made: its partial file is deleted, and its request is open again. */
export const EXPORT: State = async (trx, services, ctx, id, why) => {
  const row: { file_key: string; request_id: string | null } | undefined = await trx(
    'privacy_exports',
  )
    .where({ id })
    .first('file_key', 'request_id');
  const done = await inRow('privacy_exports', ['pending'], 'export.failed', 'export')(trx, services, ctx, id, why); // prettier-ignore
  if (!done.stated || !row) return done;
  if (row.request_id) await reopenRequest(trx, ctx, row.request_id, why);
  return { stated: true, afterwards: () => services.files.remove(row.file_key) };
};

/** An erasure that cannot be carried out: its request is open again. */
export const ERASURE: State = async (trx, services, ctx, id, why) => {
  const done = await inRow('privacy_erasures', ['pending', 'on_hold', 'running'], 'erasure.failed', 'erasure')(trx, services, ctx, id, why); // prettier-ignore
  if (!done.stated) return done;
  const row: { request_id: string | null } | undefined = await trx('privacy_erasures')
    .where({ id })
    .first('request_id');
  if (row?.request_id) await reopenRequest(trx, ctx, row.request_id, why);
  return done;
};
