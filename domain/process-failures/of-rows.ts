import { recordAudit } from '../audit/record.ts';
import type { AuditAction } from '../audit/sentences.contract.ts';
import { postSignal } from '../process-outbox/post.ts';
import { workflowId } from '../processes.ts';
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

/** A copy that cannot be made: its partial file is deleted, and the waiting request is signalled. */
export const EXPORT: State = async (trx, services, ctx, id, why) => {
  const row: { file_key: string; request_id: string | null } | undefined = await trx(
    'privacy_exports',
  )
    .where({ id })
    .first('file_key', 'request_id');
  const done = await inRow('privacy_exports', ['pending'], 'export.failed', 'export')(trx, services, ctx, id, why); // prettier-ignore
  if (!done.stated || !row) return done;
  if (row.request_id) {
    const process = workflowId('privacy-request', ctx.tenantId, row.request_id);
    await postSignal(trx, ctx, 'privacy-request', [process], 'requestCarriedOut', {
      status: 'failed',
    });
  }
  return { stated: true, afterwards: () => services.files.remove(row.file_key) };
};
