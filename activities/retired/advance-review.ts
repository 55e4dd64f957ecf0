import type { ProcessInputs } from '#domain/processes.ts';
import { escalateReview, withdrawUndecided } from '#domain/reviews/clock.ts';
import type { ReviewStatus } from '#domain/reviews/contract.ts';
import { activityContext } from '../context.ts';
import type { ActivityDeps } from '../deps.ts';

export type ReviewProgress = { status: ReviewStatus; waitMs: number };

/**
 * The one step of the retired workflow `consentReview`: does whatever is due.
 * @returns `waitMs` 0 when it is over
 */
export const createAdvanceReview =
  ({ services }: ActivityDeps) =>
  async (input: ProcessInputs['review']): Promise<ReviewProgress> => {
    const ctx = activityContext(input);
    const ended = await withdrawUndecided(services, ctx, input.id);
    if (ended.status !== 'open') return { status: ended.status, waitMs: 0 };
    const { status, escalateInMs, dueInMs } = await escalateReview(services, ctx, input.id);
    return { status, waitMs: status === 'open' ? escalateInMs || dueInMs : 0 };
  };
