import { z } from 'zod';
import { tag } from '../contacts/contract.ts';

/* Rules over contacts as JSON: conditions joined by all or any, nested four deep at most. */
const text = z.string().trim().min(1).max(200);
const day = z.iso.datetime({ offset: true }).or(z.iso.date());

const condition = z.discriminatedUnion('field', [
  z.strictObject({ field: z.literal('tags'), op: z.enum(['has', 'has_not']), value: tag }),
  z.strictObject({
    field: z.literal('locale'),
    op: z.enum(['is', 'is_not', 'starts_with']),
    value: text,
  }),
  z.strictObject({
    field: z.literal('country'),
    op: z.enum(['is', 'is_not']),
    value: z.string().length(2),
  }),
  z.strictObject({ field: z.literal('time_zone'), op: z.enum(['is', 'is_not']), value: text }),
  z.strictObject({ field: z.literal('source'), op: z.enum(['is', 'is_not']), value: text }),
  z.strictObject({ field: z.literal('created_at'), op: z.enum(['before', 'after']), value: day }),
  z.strictObject({ field: z.literal('has_email'), op: z.literal('is'), value: z.boolean() }),
  z.strictObject({ field: z.literal('has_phone'), op: z.literal('is'), value: z.boolean() }),
]);
export type SegmentCondition = z.output<typeof condition>;
export type SegmentRules = { all: SegmentRule[] } | { any: SegmentRule[] };
export type SegmentRule = SegmentCondition | SegmentRules;

const DEEPEST = 4;

/** One level of rules; each level below takes one depth less, so that the shape itself is bounded. */
function level(depth: number): z.ZodType<SegmentRules, SegmentRules> {
  const item: z.ZodType<SegmentRule, SegmentRule> =
    depth > 1 ? z.union([condition, level(depth - 1)]) : condition;
  const list = z.array(item).min(1, 'needs at least one rule').max(50);
  return z.union([z.strictObject({ all: list }), z.strictObject({ any: list })]);
}

export const segmentRules = level(DEEPEST);
