import { z } from 'zod';
import { oneLine } from './one-line.ts';

/** What a model answered, with conditions that are not checked yet. Null rules: it has none. */
export type Answered = { rules: Loose | null; leftOut: string[] };
export type Loose =
  /** `not`: whoever does not meet it. */
  | { is: 'condition'; given: Record<string, unknown>; not: boolean }
  | { is: 'group'; of: 'all' | 'any'; list: Loose[] }
  /** Neither, or deeper than anything is read. */
  | { is: 'unread'; given: unknown };

/** The deepest groups that are read at all. */
const DEEPEST = 10;
/** Words on what was left out: entries, and characters of each. */
const MOST = 20;
const LONGEST = 200;

const list = z.array(z.unknown());
const leftOut = list.catch([]).default([]);
const group = z.union([
  z.object({ all: list }).transform(({ all }) => ({ of: 'all' as const, list: all })),
  z.object({ any: list }).transform(({ any }) => ({ of: 'any' as const, list: any })),
  list.transform((all) => ({ of: 'all' as const, list: all })),
]);
/** Of a list nobody may be meant: the narrower of its two meanings. */
const negated = z.union([
  z.object({ not: list }).transform(({ not }) => ({ any: not })),
  z.object({ none: list }).transform(({ none }) => ({ any: none })),
  z.object({ not: z.record(z.string(), z.unknown()) }).transform(({ not }) => not),
]);
const condition = z.record(z.string(), z.unknown());

const wrapped = z
  .object({ rules: z.unknown(), left_out: leftOut })
  .refine((given) => 'rules' in given && given.rules !== undefined);
const bare = z
  .union([z.looseObject({ all: list }), z.looseObject({ any: list })])
  .transform((rules) => ({ rules, left_out: list.safeParse(rules['left_out']).data ?? [] }));

/** An answer, read as far as it can be: models forget brackets. What is checked later is kept as it came. */
export const segmentAnswer: z.ZodType<Answered> = z
  .union([wrapped, bare])
  .transform(({ rules, left_out }) => ({
    rules: loose(rules, DEEPEST),
    leftOut: left_out
      .flatMap((one) => (typeof one === 'string' ? [oneLine(one, LONGEST)] : []))
      .filter(Boolean)
      .slice(0, MOST),
  }));

function loose(given: unknown, depth: number, not = false): Loose | null {
  if (given == null) return null;
  if (depth === 0) return { is: 'unread', given };
  const inner = negated.safeParse(given);
  if (inner.success) return loose(inner.data, depth - 1, !not);
  const grouped = group.safeParse(given);
  if (grouped.success) {
    const read = grouped.data.list.map((one) => loose(one, depth - 1, not));
    // Whoever does not meet all of them misses one, and the other way round.
    const of = not ? OTHER[grouped.data.of] : grouped.data.of;
    return { is: 'group', of, list: read.filter((one) => one !== null) };
  }
  const single = condition.safeParse(given);
  if (!single.success) return { is: 'unread', given };
  return { is: 'condition', given: single.data, not };
}

const OTHER = { all: 'any', any: 'all' } as const;

/** Returns the tags that an answer names. */
export function tagsIn(rule: Loose | null): string[] {
  if (!rule || rule.is === 'unread') return [];
  if (rule.is === 'group') return rule.list.flatMap(tagsIn);
  const { field, value } = rule.given;
  return field === 'tags' && typeof value === 'string' ? [value.trim()] : [];
}
