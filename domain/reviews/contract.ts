import { z } from 'zod';

export const REVIEW_STATUSES = ['open', 'withdrawn', 'dismissed'] as const;
export const reviewStatus = z.enum(REVIEW_STATUSES);
export type ReviewStatus = z.output<typeof reviewStatus>;

export const reviewDecision = z.strictObject({
  decision: z.enum(['withdraw', 'dismiss']),
  reason: z.string().trim().max(500).optional().describe('for the record; stored encrypted'),
});
export type ReviewDecision = z.output<typeof reviewDecision>;
