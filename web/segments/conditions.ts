import type { SegmentRules } from '../../domain/segments/contract.ts';

/** What a segment can ask of a contact, as one choice: field and comparison. */
export const CONDITIONS = [
  { value: '', label: '–' },
  { value: 'tags:has', label: 'Has the tag' },
  { value: 'tags:has_not', label: 'Does not have the tag' },
  { value: 'locale:starts_with', label: 'Language begins with' },
  { value: 'country:is', label: 'Country is' },
  { value: 'country:is_not', label: 'Country is not' },
  { value: 'time_zone:is', label: 'Time zone is' },
  { value: 'source:is', label: 'Came by' },
  { value: 'created_at:after', label: 'Added after the day' },
  { value: 'created_at:before', label: 'Added before the day' },
  { value: 'has_email:is', label: 'Has an e-mail address' },
  { value: 'has_phone:is', label: 'Has a phone number' },
];

export type ConditionRow = { what: string; value: string };

/** The rules as rows of a form; null for nested ones, which only the API writes. */
export function rowsOf(rules: SegmentRules): { match: 'all' | 'any'; rows: ConditionRow[] } | null {
  const list = 'all' in rules ? rules.all : rules.any;
  const rows = list.map((rule) =>
    'field' in rule ? { what: `${rule.field}:${rule.op}`, value: wordOf(rule.value) } : undefined,
  );
  const flat = rows.filter((row) => row !== undefined);
  if (flat.length !== rows.length) return null;
  return { match: 'all' in rules ? 'all' : 'any', rows: flat };
}

const wordOf = (value: string | boolean): string =>
  typeof value === 'boolean' ? (value ? 'yes' : 'no') : value;
