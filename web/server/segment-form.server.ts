import type { SegmentCondition, SegmentRules } from '../../domain/segments/contract.ts';

/** The editor's rows as rules; a row without a choice is left out. */
export function segmentRulesOf(form: FormData): SegmentRules {
  const values = form.getAll('value').map(String);
  const rules = form
    .getAll('what')
    .flatMap((what, index) => conditionOf(String(what), (values[index] ?? '').trim()) ?? []);
  return form.get('match') === 'any' ? { any: rules } : { all: rules };
}

function conditionOf(what: string, value: string): SegmentCondition | undefined {
  const yes = !/^(no|false|0)$/i.test(value);
  switch (what) {
    case 'tags:has':
      return { field: 'tags', op: 'has', value };
    case 'tags:has_not':
      return { field: 'tags', op: 'has_not', value };
    case 'locale:is':
      return { field: 'locale', op: 'is', value };
    case 'locale:starts_with':
      return { field: 'locale', op: 'starts_with', value };
    case 'country:is':
      return { field: 'country', op: 'is', value: value.toUpperCase() };
    case 'country:is_not':
      return { field: 'country', op: 'is_not', value: value.toUpperCase() };
    case 'time_zone:is':
      return { field: 'time_zone', op: 'is', value };
    case 'source:is':
      return { field: 'source', op: 'is', value };
    case 'created_at:after':
      return { field: 'created_at', op: 'after', value };
    case 'created_at:before':
      return { field: 'created_at', op: 'before', value };
    case 'has_email:is':
      return { field: 'has_email', op: 'is', value: yes };
    case 'has_phone:is':
      return { field: 'has_phone', op: 'is', value: yes };
    default:
      return undefined;
  }
}
