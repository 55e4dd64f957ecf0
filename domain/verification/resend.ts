import { notFound } from '#lib/errors.ts';
import { timeOf } from '#lib/transaction-time.ts';
import { Verification } from '#models/verification.ts';
import { recordAudit } from '../audit/record.ts';
import type { Context, Services } from '../context.ts';
import { postSignal, postStart } from '../process-outbox/post.ts';
import { guardSend, destinationFor } from './guard.ts';
import { codeAddress } from './unproven-opt-in.ts';
import { assertNotLocked } from './locks.ts';
import { ended, overError, whyOver } from './question.ts';
import { refusal } from './refuse.ts';
import { CODE_TTL_MS, resendWaitMs } from './rules.ts';
import { expectedSegments, recordSend } from './sends.ts';
import { verificationView, type VerificationView } from './view.ts';

/**
 * Sends a new code; the old one becomes invalid. Wrong attempts stay counted.
 * @throws AppError not_found, conflict (final state; withdrawn or blocked since), rate_limited (too soon or too many)
 */
export async function resendVerification(
  services: Services,
  ctx: Context,
  id: string,
): Promise<VerificationView> {
  await services.processes.ping();
  const keys = await services.keyring.keys(ctx);
  return services.db.withTenant(ctx, async (trx) => {
    const found = await Verification.query(trx).findOne({ id }).forUpdate();
    if (!found) throw notFound('Verification');
    const time = timeOf(trx);
    const now = time.getTime();
    const canAnswer = found.status === 'pending' || found.status === 'canceled';
    const over = canAnswer ? await whyOver(trx, found) : null;
    if (over) throw overError(ctx, over);
    if (found.status !== 'pending' || found.expires_at.getTime() <= now) throw ended();
    const wait = found.resend_at.getTime() - now;
    if (wait > 0) throw refusal({ reason: 'too_soon', wait: wait / 1000 });
    await assertNotLocked(trx, { address_bidx: found.address_bidx, purpose: found.purpose });
    const address = codeAddress(keys, found);
    const guarded = await guardSend(trx, ctx, keys, {
      channel: found.channel,
      address,
      addressBidx: found.address_bidx,
      purpose: found.purpose,
      start: false,
      segments: expectedSegments(found.consent_id || found.held_enc ? 'invite' : 'code'),
      to: destinationFor(found.channel, address),
    });
    await recordAudit(trx, ctx, {
      action: 'verification.resent',
      entityType: 'verification',
      entityId: id,
    });
    const sends = found.sends + 1;
    await recordSend(trx, ctx, { ...found, sends }, guarded);
    const { workflow_id: process } = found;
    // A Temporal that was replaced may have lost its process.
    await postStart(trx, ctx, 'verification', process, { tenantId: ctx.tenantId, id });
    await postSignal(trx, ctx, 'verification', [process], 'codeRequested', { send: sends });
    const again = await Verification.query(trx)
      .where({ id })
      .patch({
        sends,
        code_hmac: null,
        resend_at: new Date(now + resendWaitMs(sends)),
        // The new code is valid as long as any code; a later end already set stays.
        expires_at: new Date(Math.max(now + CODE_TTL_MS, found.expires_at.getTime())),
        updated_at: time,
      })
      .returning('*')
      .first()
      .throwIfNotFound();
    return verificationView(keys, again, time);
  });
}
