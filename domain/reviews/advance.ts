import { timeOf } from '#lib/transaction-time.ts';
import { ConsentReview } from '#models/consent-review.ts';
import { recordAudit } from '../audit/record.ts';
import { followWithdrawal, type Withdrew } from '../consent/withdraw.ts';
import type { Context, Services } from '../context.ts';
import { settleReview } from './decide.ts';
import type { ReviewStatus } from './contract.ts';
import { addBusinessDays, ESCALATE_AFTER } from './rules.ts';

export type ReviewProgress = { status: ReviewStatus; waitMs: number };

/**
 * Brings a review to where it should be: says once that its end is near, and at its end withdraws, because
 * what nobody has looked at is a withdrawal in doubt.
 * @returns how long to wait before there is something to do; 0 when it is over
 */
export async function advanceReview(
  services: Services,
  ctx: Context,
  id: string,
): Promise<ReviewProgress> {
  const keys = await services.keyring.keys(ctx);
  const { withdrew, ...progress } = await services.db.withTenant(
    ctx,
    async (trx): Promise<ReviewProgress & { withdrew?: Withdrew | null }> => {
      const review = await ConsentReview.query(trx).findOne({ id }).forUpdate();
      if (!review) return { status: 'dismissed', waitMs: 0 };
      if (review.status !== 'open') return { status: review.status, waitMs: 0 };
      const now = timeOf(trx);
      const left = review.due_at.getTime() - now.getTime();
      if (left <= 0) {
        const done = await settleReview(trx, ctx, keys, review, 'withdrawn', null);
        return { status: 'withdrawn', waitMs: 0, withdrew: done };
      }
      const { time_zone: zone }: { time_zone: string } = await trx('tenants').first('time_zone');
      const near = addBusinessDays(review.received_at, ESCALATE_AFTER, zone).getTime();
      if (!review.escalated_at && near <= now.getTime()) {
        await ConsentReview.query(trx).where({ id }).patch({ escalated_at: now });
        await recordAudit(trx, ctx, {
          action: 'review.escalated',
          entityType: 'review',
          entityId: id,
          detail: { due_at: review.due_at.toISOString() },
        });
      }
      const until = Math.max(near - now.getTime(), 0);
      return { status: 'open', waitMs: until > 0 ? until : left };
    },
  );
  if (withdrew) await followWithdrawal(services, ctx, withdrew);
  return progress;
}
