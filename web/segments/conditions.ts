import type { SegmentRules } from '../../domain/contacts/conditions/contract.ts';

/** The conditions of a segment as options of one choice: field and comparison. */
export const CONDITIONS = [
  { value: '', label: '–' },
  { value: 'tags:has', label: 'Has the tag' },
  { value: 'tags:has_not', label: 'Does not have the tag' },
  { value: 'locale:starts_with', label: 'Language begins with' },
  { value: 'locale:is', label: 'Language is' },
  { value: 'locale:is_not', label: 'Language is not' },
  { value: 'country:is', label: 'Country is' },
  { value: 'country:is_not', label: 'Country is not' },
  { value: 'time_zone:is', label: 'Time zone is' },
  { value: 'time_zone:is_not', label: 'Time zone is not' },
  { value: 'source:is', label: 'Source is' },
  { value: 'source:is_not', label: 'Source is not' },
  { value: 'created_at:after', label: 'Added after the day' },
  { value: 'created_at:before', label: 'Added before the day' },
  { value: 'has_email:is', label: 'Has an e-mail address' },
  { value: 'has_phone:is', label: 'Has a phone number' },
];

export type ConditionRow = { what: string; value: string };
export type Conditions = { match: 'all' | 'any'; rows: ConditionRow[] };

/** How the value of a condition is entered. */
export type ValueKind = 'text' | 'country' | 'day' | 'yes_no';
export const kindOf = (what: string): ValueKind => {
  if (what.startsWith('country:')) return 'country';
  if (what.startsWith('created_at:')) return 'day';
  return what.startsWith('has_') ? 'yes_no' : 'text';
};

/**
 * Returns rules as rows of a form; null for nested rules, which only the API writes.
 * @param countryName returns the name for a country code
 */
export function rowsOf(
  rules: SegmentRules,
  countryName: (code: string) => string,
): Conditions | null {
  const list = 'all' in rules ? rules.all : rules.any;
  const rows = list.map((rule) =>
    'field' in rule
      ? {
          what: `${rule.field}:${rule.op}`,
          value: rule.field === 'country' ? countryName(rule.value) : wordOf(rule.value),
        }
      : undefined,
  );
  const flat = rows.filter((row) => row !== undefined);
  if (flat.length !== rows.length) return null;
  return { match: 'all' in rules ? 'all' : 'any', rows: flat };
}

const wordOf = (value: string | boolean): string =>
  typeof value === 'boolean' ? (value ? 'yes' : 'no') : value;
