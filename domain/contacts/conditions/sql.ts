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

/** Builds the SQL condition over contacts with the alias `k`. Values are always bindings, never part of the text. */
export function segmentSql(rules: SegmentRule): SegmentSql {
  if ('field' in rules) return conditionSql(rules);
  const [list, word] =
    'all' in rules ? ([rules.all, ' and '] as const) : ([rules.any, ' or '] as const);
  const parts = list.map(segmentSql);
  return {
    sql: `(${parts.map((part) => part.sql).join(word)})`,
    bindings: parts.flatMap((part) => part.bindings),
  };
}

function conditionSql(c: SegmentCondition): SegmentSql {
  switch (c.field) {
    case 'tags':
      return {
        sql: `${c.op === 'has' ? '' : 'not '}k.tags @> array[?]::text[]`,
        bindings: [c.value],
      };
    case 'locale':
      // `de-at` and `de-AT` are one language (RFC 5646).
      if (c.op === 'starts_with')
        return { sql: `starts_with(lower(k.locale), lower(?))`, bindings: [c.value] };
      return {
        sql: `lower(k.locale) is ${c.op === 'is' ? 'not' : ''} distinct from lower(?)`,
        bindings: [c.value],
      };
    case 'country':
      return is('country', c.op, c.value.toUpperCase());
    case 'time_zone':
      return {
        sql: `(lower(k.time_zone) = any(?::text[])) is ${c.op === 'is' ? '' : 'not '}true`,
        bindings: [zoneNames(c.value)],
      };
    case 'source':
      return is(c.field, c.op, c.value);
    case 'created_at':
      return {
        sql: `k.created_at ${c.op === 'before' ? '<' : '>='} ?::timestamptz`,
        bindings: [c.value],
      };
    case 'has_email':
      return { sql: `(k.email_bidx is not null) = ?`, bindings: [c.value] };
    case 'has_phone':
      return { sql: `(k.phone_bidx is not null) = ?`, bindings: [c.value] };
  }
}

/** Null counts as different: `is not` also finds contacts without a value. */
const is = (column: string, op: 'is' | 'is_not', value: string): SegmentSql => ({
  sql: `k.${column} is ${op === 'is' ? 'not' : ''} distinct from ?`,
  bindings: [value],
});
