import type { Knex } from 'knex';
import {
  keptSegmentRules,
  type SegmentCondition,
  type SegmentRule,
  type SegmentRules,
} from './contract.ts';
import { zoneNames } from './zone-names.ts';

export type SegmentSql = { sql: string; bindings: readonly Knex.RawBinding[] };

/** Parses stored rules. @throws ZodError when they are invalid */
export const parseSegmentRules = (stored: unknown): SegmentRules => keptSegmentRules.parse(stored);

/** A name for the table of contacts in a query. */
type Alias = 'k' | 'contacts';

/**
 * Builds the SQL condition over contacts. Values are always bindings, never part of the text. Where it is not met it
 * is false or null; so it must not be negated.
 */
export function segmentSql(rules: SegmentRule, k: Alias = 'k'): SegmentSql {
  if ('field' in rules) return conditionSql(rules, k);
  const [list, word] =
    'all' in rules ? ([rules.all, ' and '] as const) : ([rules.any, ' or '] as const);
  const parts = list.map((rule) => segmentSql(rule, k));
  return {
    sql: `(${parts.map((part) => part.sql).join(word)})`,
    bindings: parts.flatMap((part) => part.bindings),
  };
}

function conditionSql(c: SegmentCondition, k: Alias): SegmentSql {
  switch (c.field) {
    case 'tags':
      return {
        sql: `${c.op === 'has' ? '' : 'not '}${k}.tags @> array[?]::text[]`,
        bindings: [c.value],
      };
    case 'locale':
      // `de-at` and `de-AT` are one language (RFC 5646).
      if (c.op === 'starts_with')
        return { sql: `starts_with(lower(${k}.locale), lower(?))`, bindings: [c.value] };
      return { sql: `lower(${k}.locale) ${EQUAL[c.op]} lower(?)`, bindings: [c.value] };
    case 'country':
      return is(`${k}.country`, c.op, c.value.toUpperCase());
    case 'time_zone':
      return {
        sql: `(lower(${k}.time_zone) = any(?::text[]))${c.op === 'is' ? '' : ' is not true'}`,
        bindings: [zoneNames(c.value)],
      };
    case 'source':
      return is(`${k}.${c.field}`, c.op, c.value);
    case 'created_at':
      return {
        sql: `${k}.created_at ${c.op === 'before' ? '<' : '>='} ?::timestamptz`,
        bindings: [c.value],
      };
    case 'has_email':
      return { sql: `${k}.email_bidx is ${c.value ? 'not ' : ''}null`, bindings: [] };
    case 'has_phone':
      return { sql: `${k}.phone_bidx is ${c.value ? 'not ' : ''}null`, bindings: [] };
  }
}

/** Null counts as different: `is not` also finds contacts without a value. `=` can be found by an index. */
const EQUAL = { is: '=', is_not: 'is distinct from' } as const;

const is = (column: string, op: 'is' | 'is_not', value: string): SegmentSql => ({
  sql: `${column} ${EQUAL[op]} ?`,
  bindings: [value],
});
