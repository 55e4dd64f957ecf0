import type { Trx } from '#lib/db.ts';
import { recordAudit } from '../audit/record.ts';
import type { Context } from '../context.ts';
import { postSignal } from '../process-outbox/post.ts';
import { workflowId } from '../processes.ts';

/** The failure of a request whose copy was revoked by somebody before it was made. */
export const REVOKED = 'The copy was revoked before it was made';

/**
 * Opens a request again whose copy or erasure has ended without a result, so that somebody decides once more. The
 * person is told of the next decision. Its deadline stays.
 */
export async function reopenRequest(
  trx: Trx,
  ctx: Context,
  id: string,
  failure: string,
): Promise<void> {
  const reopened: number = await trx('privacy_requests').where({ id, status: 'under_way' }).update({
    status: 'open',
    decided_at: null,
    decided_by_type: null,
    decided_by: null,
    told_at: null,
    told: null,
  });
  if (!reopened) return;
  await recordAudit(trx, ctx, {
    action: 'privacy_request.reopened',
    entityType: 'privacy_request',
    entityId: id,
    detail: { failure },
  });
  const process = workflowId('privacy-request', ctx.tenantId, id);
  await postSignal(trx, ctx, 'privacy-request', [process], 'requestCarriedOut', {
    status: 'failed',
  });
}
