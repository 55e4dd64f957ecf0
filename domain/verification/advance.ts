import { timeOf } from '#lib/transaction-time.ts';
import { Verification } from '#models/verification.ts';
import { recordAudit } from '../audit/record.ts';
import type { Context, Services } from '../context.ts';
import { smsSize } from '../templates/segments.ts';
import { codeHmac, newCode } from './code.ts';
import { endVerification } from './end.ts';
import { codeAddress } from './held.ts';
import { codeMessage, type CodeMessage } from './message.ts';
import { settleSend } from './settle.ts';

/** What a verification needs next: a code on its way, or only time. */
export type Step =
  | { step: 'send'; message: CodeMessage; send: number; segments: number }
  | { step: 'wait'; untilMs: number }
  | { step: 'done'; status: Verification['status'] };

/**
 * Looks where a verification stands; ends it when its time is over; makes the code that is due and
 * stores its keyed hash. The code itself is only in the returned message: hand it over, keep it nowhere.
 */
export async function advanceVerification(
  services: Services,
  ctx: Context,
  id: string,
): Promise<Step> {
  const keys = await services.keyring.keys(ctx);
  return services.db.withTenant(ctx, async (trx): Promise<Step> => {
    const v = await Verification.query(trx).findOne({ id }).forUpdate();
    if (!v) return { step: 'done', status: 'canceled' };
    if (v.status !== 'pending') return { step: 'done', status: v.status };
    const left = v.expires_at.getTime() - timeOf(trx).getTime();
    if (left <= 0) {
      await endVerification(trx, id, 'expired');
      await recordAudit(trx, ctx, {
        action: 'verification.expired',
        entityType: 'verification',
        entityId: id,
      });
      return { step: 'done', status: 'expired' };
    }
    if (v.sent >= v.sends) return { step: 'wait', untilMs: left };
    const code = newCode(v.channel);
    await Verification.query(trx)
      .where({ id })
      .patch({ code_hmac: codeHmac(keys.signing, v, code) });
    const message = await codeMessage(trx, services, keys, v, { to: codeAddress(keys, v), code });
    const segments = v.channel === 'sms' ? smsSize(message.text).segments : 1;
    return { step: 'send', message, send: v.sends, segments };
  });
}

/** How the hand-over of send number `send` went. */
export async function recordCodeHandOver(
  services: Services,
  ctx: Context,
  id: string,
  result: {
    send: number;
    segments: number;
    status: 'accepted' | 'rejected' | 'unknown';
    code: string | null;
    providerMessageId: string | null;
  },
): Promise<void> {
  const undeliverable = result.status === 'rejected';
  await services.db.withTenant(ctx, async (trx) => {
    await Verification.query(trx)
      .where({ id })
      .patch({
        sent: trx.raw('greatest(sent, ?)', [result.send]),
        // A delivery report may already have said more than "accepted".
        delivery: trx.raw(`case when delivery in ('queued', 'unknown') then ? else delivery end`, [
          DELIVERY[result.status],
        ]),
        provider_message_id: result.providerMessageId,
        updated_at: timeOf(trx),
      });
    // What the provider refused at once costs nothing.
    const segments = undeliverable ? 0 : result.segments;
    await settleSend(
      trx,
      { verification_id: id, send: result.send },
      { basis: 'counted', segments },
    );
    if (undeliverable) await endVerification(trx, id, 'undeliverable');
    await recordAudit(trx, ctx, {
      action: 'verification.handed_over',
      entityType: 'verification',
      entityId: id,
      detail: { result: result.status, ...(result.code ? { code: result.code } : {}) },
    });
  });
}

const DELIVERY = { accepted: 'sent', rejected: 'failed', unknown: 'unknown' } as const;
