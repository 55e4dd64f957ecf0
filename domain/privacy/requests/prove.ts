import type { Trx } from '#lib/db.ts';
import { timeOf } from '#lib/transaction-time.ts';
import type { Verification } from '#models/verification.ts';
import { recordAudit } from '../../audit/record.ts';
import type { Context } from '../../context.ts';
import { postSignal, postStart } from '../../process-outbox/post.ts';
import { dueAfter } from './due.ts';
import type { RequestRow } from './row.ts';

/**
 * Makes it a request once the code is right, in the transaction that approves it; from now on it has one calendar
 * month, by the organisation's own days (Art. 12(3)).
 */
export async function proveRequest(trx: Trx, ctx: Context, v: Verification): Promise<void> {
  const found: RequestRow | undefined = await trx('privacy_requests')
    .where({ verification_id: v.id, status: 'unproven' })
    .forUpdate()
    .first();
  if (!found) return;
  const { kind, channel, address_bidx } = found;
  const other: unknown = await trx('privacy_requests')
    .where({ kind, channel, address_bidx })
    .whereIn('status', ['open', 'under_way'])
    .first('id');
  // Requested twice, with two codes: the first one runs.
  if (other) return;
  const [row]: { due_at: Date }[] = await trx('privacy_requests')
    .where({ id: found.id })
    .update({
      status: 'open',
      proven_at: trx.fn.now(),
      due_at: await dueAfter(trx, timeOf(trx)),
    })
    .returning('due_at');
  await recordAudit(
    trx,
    { ...ctx, actor: { type: 'person', id: found.contact_id } },
    {
      action: 'privacy_request.proven',
      entityType: 'privacy_request',
      entityId: found.id,
      detail: { kind, due_at: row?.due_at.toISOString() },
    },
  );
  const { tenantId } = ctx;
  // Its process waits an hour for this; a later code starts it anew.
  const input = { tenantId, id: found.id };
  await postStart(trx, ctx, 'privacy-request', found.workflow_id, input, { again: true });
  await postSignal(trx, ctx, 'privacy-request', [found.workflow_id], 'requestProven', {});
}
