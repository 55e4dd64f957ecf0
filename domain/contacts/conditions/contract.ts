import { z } from 'zod';
import { languageOf } from '../../language-tag.contract.ts';
import { comparedText, soughtText } from '../../compared-text.contract.ts';
import { soughtTag } from '../contract.ts';
import { whereabouts } from '../../countries.contract.ts';
import { calendarDay, instantText } from '../../instant.contract.ts';

/* Rules over contacts as JSON: conditions joined by `all` or `any`, nested at most four levels deep. */
const text = soughtText.min(1).max(200);
const day = z.union([calendarDay, instantText]);

export const DEEPEST = 4;
/** The maximum of conditions of one segment, over all levels; and in one list. */
const MOST = 200;
export const MOST_IN_LIST = 50;

/** How a contact came to be here; no other values are stored. */
export const CONTACT_SOURCES = ['admin', 'api', 'import'] as const;

/** Builds the schema of a condition, with the given schema for countries. What is described here, a model reads too. */
const conditionWith = (country: z.ZodType<string, string>) =>
  z.discriminatedUnion(
    'field',
    [
      z
        .strictObject({
          field: z.literal('tags'),
          op: z.enum(['has', 'has_not']),
          value: soughtTag,
        })
        .describe('a tag that members or files gave to the contact'),
      z
        .strictObject({
          field: z.literal('locale'),
          op: z.enum(['is', 'is_not', 'starts_with']),
          value: text.overwrite((value) => languageOf(value) ?? value),
        })
        .describe('the language as a tag; `is` de finds only de, `starts_with` de also de-AT'),
      z
        .strictObject({
          field: z.literal('country'),
          op: z.enum(['is', 'is_not']),
          value: country,
        })
        .describe('the country as its two letters of ISO 3166-1'),
      z
        .strictObject({ field: z.literal('time_zone'), op: z.enum(['is', 'is_not']), value: text })
        .describe('the time zone by its IANA name, such as Europe/Berlin'),
      z
        .strictObject({ field: z.literal('source'), op: z.enum(['is', 'is_not']), value: text })
        .describe(
          'who added the contact: admin (a member), api (a program or a form), import (a file)',
        ),
      z
        .strictObject({
          field: z.literal('created_at'),
          op: z.enum(['before', 'after']),
          value: day,
        })
        .describe('when the contact was added, as a day such as 2026-01-31; `after` includes it'),
      z
        .strictObject({ field: z.literal('has_email'), op: z.literal('is'), value: z.boolean() })
        .describe('whether the contact has an e-mail address'),
      z
        .strictObject({ field: z.literal('has_phone'), op: z.literal('is'), value: z.boolean() })
        .describe('whether the contact has a phone number'),
    ],
    { error: `must name a field of contacts that rules know; rules nest ${DEEPEST} deep at most` },
  );
type Condition = ReturnType<typeof conditionWith>;

export type SegmentCondition = z.output<Condition>;
export type SegmentRules = { all: SegmentRule[] } | { any: SegmentRule[] };
export type SegmentRule = SegmentCondition | SegmentRules;

/** Builds one level of rules. Each nested level has one depth less, so that the schema itself limits the depth. */
function level(
  depth: number,
  condition: Condition,
  id: string,
): z.ZodType<SegmentRules, SegmentRules> {
  const item: z.ZodType<SegmentRule, SegmentRule> =
    depth > 1
      ? z.union([condition, level(depth - 1, condition, id).meta({ id: `${id}${depth - 1}` })])
      : condition;
  const list = z.array(item).min(1, 'needs at least one rule').max(MOST_IN_LIST);
  return z.union([z.strictObject({ all: list }), z.strictObject({ any: list })]);
}

export const segmentCondition = conditionWith(whereabouts).meta({ id: 'SegmentCondition' });

export const segmentRules = level(DEEPEST, segmentCondition, 'SegmentRules')
  .refine((rules) => conditionsIn(rules) <= MOST, `takes ${MOST} conditions at most`)
  .meta({ id: 'SegmentRules' });

/**
 * The schema of stored rules. Old ones, from before the list of countries, may have any two letters as a country;
 * these match nobody.
 */
export const keptSegmentRules = level(
  DEEPEST,
  conditionWith(z.string()).meta({ id: 'KeptSegmentCondition' }),
  'KeptSegmentRules',
).meta({ id: 'KeptSegmentRules' });

const conditionsIn = (rule: SegmentRule): number =>
  'field' in rule
    ? 1
    : ('all' in rule ? rule.all : rule.any).reduce((sum, one) => sum + conditionsIn(one), 0);

const name = comparedText.min(1).max(100);

export const newSegment = z.strictObject({ name, rules: segmentRules });
export type NewSegment = z.output<typeof newSegment>;

export const segmentPatch = z.strictObject({
  name: name.optional(),
  rules: segmentRules.optional(),
});
export type SegmentPatch = z.output<typeof segmentPatch>;
