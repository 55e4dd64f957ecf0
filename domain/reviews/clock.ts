import type { Trx } from '#lib/db.ts';
import { timeOf } from '#lib/transaction-time.ts';
import { ConsentReview } from '#models/consent-review.ts';
import { recordAudit } from '../audit/record.ts';
import type { Context, Services } from '../context.ts';
import type { ReviewKind, ReviewStatus } from './contract.ts';
import { closeReview } from './decide.ts';
import { addBusinessDays, ESCALATE_AFTER } from './rules.ts';

/** The state of a review, and the time until its automatic steps, in milliseconds; 0: due now. */
export type ReviewClock = {
  /** Absent for a review that is gone, and in histories from before there were kinds. */
  kind?: ReviewKind;
  status: ReviewStatus;
  /** Whether the warning about the deadline was recorded; nobody is warned about an unclear message. */
  escalated: boolean;
  escalateInMs: number;
  /** Until the legal deadline. */
  dueInMs: number;
};

/** The state of a deleted review: there is nothing left to decide. */
const GONE: ReviewClock = { status: 'dismissed', escalated: false, escalateInMs: 0, dueInMs: 0 };

/** Returns the state and deadlines of a review. */
export const readReviewClock = (services: Services, ctx: Context, id: string): Promise<ReviewClock> =>
  services.db.withTenant(ctx, (trx) => clockOf(trx, id)); // prettier-ignore

/** Records once that the deadline is near, if it is. @returns the state afterwards */
export const escalateReview = (services: Services, ctx: Context, id: string): Promise<ReviewClock> =>
  services.db.withTenant(ctx, async (trx) => {
    const review = await lock(trx, id);
    const clock = await clockOf(trx, id);
    if (!review || clock.status !== 'open' || clock.escalated || clock.escalateInMs > 0)
      return clock;
    await ConsentReview.query(trx)
      .where({ id })
      .patch({ escalated_at: timeOf(trx) });
    await recordAudit(trx, ctx, {
      action: 'review.escalated',
      entityType: 'review',
      entityId: id,
      detail: { due_at: review.due_at.toISOString() },
    });
    return { ...clock, escalated: true };
  }); // prettier-ignore

/**
 * Withdraws at the legal deadline: a text without a decision counts as a withdrawal. An unclear message only lapses.
 * @returns the state afterwards
 */
export async function withdrawUndecided(
  services: Services,
  ctx: Context,
  id: string,
): Promise<ReviewClock> {
  const keys = await services.keyring.keys(ctx);
  return services.db.withTenant(ctx, async (trx) => {
    const review = await lock(trx, id);
    const clock = await clockOf(trx, id);
    if (!review || clock.status !== 'open' || clock.dueInMs > 0) return clock;
    const status = review.kind === 'unclear' ? 'undecided' : 'withdrawn';
    await closeReview(trx, ctx, keys, review, status, null);
    return { ...clock, status };
  });
}

const lock = (trx: Trx, id: string) => ConsentReview.query(trx).findOne({ id }).forUpdate();

async function clockOf(trx: Trx, id: string): Promise<ReviewClock> {
  const review = await ConsentReview.query(trx).findOne({ id });
  if (!review) return GONE;
  const { time_zone: zone }: { time_zone: string } = await trx('tenants').first('time_zone');
  const near = addBusinessDays(review.received_at, ESCALATE_AFTER, zone);
  const until = (time: Date) => Math.max(0, time.getTime() - timeOf(trx).getTime());
  return {
    kind: review.kind,
    status: review.status,
    escalated: review.escalated_at !== null || review.kind === 'unclear',
    escalateInMs: until(near),
    dueInMs: until(review.due_at),
  };
}
