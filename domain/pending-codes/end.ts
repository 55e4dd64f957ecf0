import type { Trx } from '#lib/db.ts';
import { tenantId } from '#lib/ids.ts';
import { timeOf } from '#lib/transaction-time.ts';
import { Verification } from '#models/verification.ts';
import { postSignal } from '../process-outbox/post.ts';
import { workflowId } from '../processes.ts';

/**
 * Ends a pending verification and deletes its code in the same statement: a verification that has ended proves
 * nothing (docs/verification.md). Also deletes the opt-in of an erased person, and, if nobody proved it, the address.
 * An opt-in whose code is canceled is told too: nobody can answer it any more.
 * @param tell whether to signal its process; false where that process itself ends it
 * @param optIn how the opt-in stands then
 * @returns the row as it is now; undefined when it had already ended: an end is final
 */
export async function endVerification(
  trx: Trx,
  id: string,
  status: Exclude<Verification['status'], 'pending' | 'blocked'>,
  { tell = true, optIn = 'lapsed' }: { tell?: boolean; optIn?: 'lapsed' | 'withdrawn' } = {},
): Promise<Verification | undefined> {
  const now = timeOf(trx);
  const unproven = status !== 'approved';
  const ended = await Verification.query(trx)
    .where({ id, status: 'pending' })
    .patch({
      status,
      code_hmac: null,
      held_enc: null,
      finished_at: now,
      updated_at: now,
      ...(unproven
        ? {
            address_bidx: trx.raw(
              `case when held_enc is null then address_bidx else ${NOBODY} end`,
            ),
            prefix: trx.raw('case when held_enc is null then prefix end'),
          }
        : {}),
    })
    .returning('*')
    .first();
  if (unproven && ended?.consent_id === null) {
    await trx.raw(
      `update verification_sends s set prefix = null, address_bidx = v.address_bidx
       from verifications v where v.tenant_id = s.tenant_id and v.id = s.verification_id
         and v.id = :id and v.address_bidx = sha256(uuid_send(v.id))`,
      { id },
    );
  }
  if (!ended) return undefined;
  const scope = { tenantId: tenantId(ended.tenant_id) };
  if (status === 'canceled' && ended.request_event_id !== null) {
    const process = workflowId('opt-in', scope.tenantId, ended.request_event_id);
    await postSignal(trx, scope, 'opt-in', [process], 'consentChanged', { state: optIn });
  }
  if (tell) {
    await postSignal(trx, scope, 'verification', [ended.workflow_id], 'codeDecided', { status });
  }
  return ended;
}

/** Blind index that no address maps to, as an erasure leaves it (erase-verifications.ts). */
const NOBODY = 'sha256(uuid_send(id))';
