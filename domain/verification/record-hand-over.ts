import { recordAudit } from '../audit/record.ts';
import { timeOf } from '#lib/transaction-time.ts';
import { Verification } from '#models/verification.ts';
import { addressRefused } from '../consent/withdraw/address-refused.ts';
import type { Context, Services } from '../context.ts';
import { endVerification } from '../pending-codes/end.ts';
import { settleSend } from './settle.ts';
import { lockStanding, type CodeStanding } from './time-left.ts';

/** Records the result of the hand-over of code number `send`. @returns the verification's standing after it */
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
    /** The opt-out that the provider reported for this number. */
    optedOut?: string | null;
  },
): Promise<CodeStanding> {
  const undeliverable = result.status === 'rejected';
  const keys = await services.keyring.keys(ctx);
  return services.db.withTenant(ctx, async (trx) => {
    await Verification.query(trx)
      .where({ id })
      .patch({
        sent: trx.raw('greatest(sent, ?)', [result.send]),
        // A delivery report may already be ahead of "accepted".
        delivery: trx.raw(`case when delivery in ('queued', 'unknown') then ? else delivery end`, [
          DELIVERY[result.status],
        ]),
        provider_message_id: result.providerMessageId,
        updated_at: timeOf(trx),
      });
    // A text that the provider refused at once costs nothing.
    const segments = undeliverable ? 0 : result.segments;
    await settleSend(
      trx,
      { verification_id: id, send: result.send },
      { basis: 'counted', segments },
    );
    if (undeliverable) await endVerification(trx, id, 'undeliverable', { tell: false });
    await recordAudit(trx, ctx, {
      action: 'verification.handed_over',
      entityType: 'verification',
      entityId: id,
      detail: { result: result.status, ...(result.code ? { code: result.code } : {}) },
    });
    if (result.optedOut) {
      await addressRefused(trx, ctx, keys, {
        channel: 'sms',
        address: result.optedOut,
        reason: 'provider_block',
        evidence: { code: result.code ?? '', verification_id: id },
      });
    }
    return (await lockStanding(trx, id)).stands;
  });
}

const DELIVERY = { accepted: 'sent', rejected: 'failed', unknown: 'unknown' } as const;
