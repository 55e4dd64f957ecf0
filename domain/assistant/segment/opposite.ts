import type { SegmentCondition } from '../../contacts/conditions/contract.ts';

/** Returns the condition that everybody else meets; null: there is none. */
export function opposite(condition: SegmentCondition): SegmentCondition | null {
  switch (condition.field) {
    case 'tags':
      return { ...condition, op: condition.op === 'has' ? 'has_not' : 'has' };
    case 'locale':
      if (condition.op === 'starts_with') return null;
      return { ...condition, op: condition.op === 'is' ? 'is_not' : 'is' };
    case 'country':
    case 'time_zone':
    case 'source':
      return { ...condition, op: condition.op === 'is' ? 'is_not' : 'is' };
    case 'created_at':
      return { ...condition, op: condition.op === 'before' ? 'after' : 'before' };
    case 'has_email':
    case 'has_phone':
      return { ...condition, value: !condition.value };
  }
}
