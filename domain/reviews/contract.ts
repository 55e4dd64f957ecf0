import { z } from 'zod';

/** `undecided`: nobody decided about a message of the kind `unclear`, and nothing follows. */
export const REVIEW_STATUSES = ['open', 'withdrawn', 'dismissed', 'undecided'] as const;
export const reviewStatus = z.enum(REVIEW_STATUSES);
export type ReviewStatus = z.output<typeof reviewStatus>;

/**
 * `withdrawal`: the message may be one, and counts as one at its deadline. `unclear`: nothing in it says so; somebody
 * should read it, and it lapses without effect.
 */
export const reviewKind = z.enum(['withdrawal', 'unclear']);
export type ReviewKind = z.output<typeof reviewKind>;

export const reviewDecision = z.strictObject({
  decision: z.enum(['withdraw', 'dismiss']),
  reason: z.string().trim().max(500).optional().describe('for the record; stored encrypted'),
});
export type ReviewDecision = z.output<typeof reviewDecision>;
