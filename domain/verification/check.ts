import { equalBytes } from '#lib/crypto.ts';
import type { Trx } from '#lib/db.ts';
import { conflict, notFound } from '#lib/errors.ts';
import { Verification } from '#models/verification.ts';
import { recordAudit } from '../audit/record.ts';
import { grantProven } from '../consent/grant-proven.ts';
import type { Context, Services } from '../context.ts';
import { wake } from '../wake.ts';
import { codeHmac } from './code.ts';
import { assertNotLocked, recordFailure, recordSuccess } from './locks.ts';
import type { VerificationStatus } from './rules.ts';

export type CheckAnswer = { id: string; status: VerificationStatus; attempts_left: number };

/**
 * Compares a code. The guarded UPDATE counts the attempt and takes the row's lock before anything is
 * compared, so that of parallel checks at most `max_attempts` are evaluated and one wins; approval, the
 * consent it proves and their audit rows commit together.
 * @throws AppError not_found, conflict (already used), rate_limited (destination locked)
 */
export async function checkVerification(
  services: Services,
  ctx: Context,
  id: string,
  code: string,
): Promise<CheckAnswer> {
  const keys = await services.keyring.keys(ctx);
  return settle(
    services,
    ctx,
    id,
    async (v) => v.code_hmac !== null && equalBytes(v.code_hmac, codeHmac(keys, v, code)),
  );
}

/** The same by the link of a mail: whoever holds the signed link has read the mail. */
export const approveByLink = (services: Services, ctx: Context, id: string): Promise<CheckAnswer> =>
  settle(services, ctx, id, async () => true);

async function settle(
  services: Services,
  ctx: Context,
  id: string,
  proves: (v: Verification) => Promise<boolean>,
): Promise<CheckAnswer> {
  const keys = await services.keyring.keys(ctx);
  const { answer, toWake } = await services.db.withTenant(ctx, async (trx) => {
    const known = await Verification.query(trx).findOne({ id });
    if (!known) throw notFound('Verification');
    const destination = { address_bidx: known.address_bidx, purpose: known.purpose };
    await assertNotLocked(trx, destination);
    const v = await Verification.query(trx)
      .where({ id, status: 'pending' })
      .whereRaw('attempts < max_attempts and expires_at > now()')
      .patch({ attempts: trx.raw('attempts + 1'), updated_at: new Date() })
      .returning('*')
      .first();
    if (!v) return { answer: await finalAnswer(trx, id), toWake: [] };

    if (!(await proves(v))) {
      await recordFailure(trx, ctx, destination);
      const left = v.max_attempts - v.attempts;
      if (left === 0) await finish(trx, ctx, v, 'max_attempts_reached');
      return {
        answer: {
          id,
          status: left ? 'pending' : 'max_attempts_reached',
          attempts_left: left,
        } as const,
        toWake: left ? [] : [v.workflow_id],
      };
    }
    await recordSuccess(trx, destination);
    await finish(trx, ctx, v, 'approved');
    const woken = v.consent_id ? await grantProven(trx, ctx, keys, v) : [];
    return {
      answer: { id, status: 'approved', attempts_left: v.max_attempts - v.attempts } as const,
      toWake: [v.workflow_id, ...woken],
    };
  });
  await wake(services, toWake);
  return answer;
}

/** What a check that found nothing to compare says. A second use of a right code is a conflict. */
async function finalAnswer(trx: Trx, id: string): Promise<CheckAnswer> {
  const v = await Verification.query(trx).findOne({ id }).throwIfNotFound();
  if (v.status === 'approved') throw conflict('This code has already been used');
  const status = v.status === 'pending' ? 'expired' : v.status;
  return { id, status, attempts_left: 0 };
}

async function finish(
  trx: Trx,
  ctx: Context,
  v: Verification,
  status: 'approved' | 'max_attempts_reached',
): Promise<void> {
  await Verification.query(trx)
    .where({ id: v.id, status: 'pending' })
    .patch({ status, code_hmac: null, finished_at: new Date(), updated_at: new Date() });
  await recordAudit(trx, ctx, {
    action: `verification.${status === 'approved' ? 'approved' : 'failed'}`,
    entityType: 'verification',
    entityId: v.id,
    detail: { status, contact_id: v.contact_id },
  });
}
