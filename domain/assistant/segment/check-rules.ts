import '#lib/fault-words.ts';
import {
  DEEPEST,
  MOST_IN_LIST,
  segmentCondition,
  segmentRules,
  type SegmentCondition,
  type SegmentRule,
  type SegmentRules,
} from '../../contacts/conditions/contract.ts';
import type { Answered, Loose } from '../segment-rules/answer.ts';
import { checkValue } from './check-value.ts';
import type { Known } from './known.ts';
import { oneLine } from '../segment-rules/one-line.ts';
import { opposite } from './opposite.ts';

/** Rules that can be saved (null: none), and words on each part of a sentence that is not in them. */
export type Proposal = {
  rules: SegmentRules | null;
  left_out: string[];
  /** How many people match without what is left out; `either`: that is not known. Null: nothing is, or no rules. */
  effect: Effect | null;
};
export const EFFECTS = ['more', 'fewer', 'either'] as const;
export type Effect = (typeof EFFECTS)[number];

/** What it does to leave out one of a list. */
const WITHOUT_ONE = { all: 'more', any: 'fewer' } as const;
const WORDS = { all: 'and', any: 'or' } as const;

/**
 * Checks what a model proposes with the segments' own schema, and against what there is. A condition that cannot be is
 * left out and named; the others stay.
 * @param nested whether groups may be in groups; else one that is not of its list's kind is left out, too
 */
export function checkRules(answered: Answered, known: Known, nested: boolean): Proposal {
  const leftOut = [...answered.leftOut];
  const effects = new Set<Effect>();
  if (leftOut.length) effects.add(effectOfWords(answered.rules));
  const kept = answered.rules ? check(answered.rules, DEEPEST) : null;
  const rules = kept && ('field' in kept ? { all: [kept] } : nested ? kept : flat(kept));
  const whole = segmentRules.safeParse(rules);
  if (rules && !whole.success) leftOut.push('All conditions: together they are more than one segment takes.'); // prettier-ignore
  const [effect = null, ...others] = whole.success ? effects : [];
  return {
    rules: whole.data ?? null,
    left_out: [...new Set(leftOut)],
    effect: others.length ? 'either' : effect,
  };

  function check(rule: Loose, depth: number): SegmentRule | null {
    if (rule.is === 'condition') return conditionOf(rule);
    if (rule.is === 'unread' || depth === 0) {
      leftOut.push(rule.is === 'unread' ? `“${written(rule.given)}”: there is no rule for it.` : `Conditions in groups more than ${DEEPEST} deep.`); // prettier-ignore
      return null;
    }
    const { of } = rule;
    const checked = rule.list.map((one) => check(one, isEmpty(one) ? depth : depth - 1));
    const there = checked.filter((one) => one !== null);
    // In a list of the same kind a group says nothing of its own.
    const rules = unique(there.flatMap((one) => listIn(one, of) ?? [one]));
    if (rules.length > MOST_IN_LIST) {
      leftOut.push(`Conditions after the first ${MOST_IN_LIST}: a list takes no more.`);
    }
    const [only] = rules;
    if (!only) return null;
    const lost = rule.list.some((one, at) => checked[at] === null && !isEmpty(one));
    if (lost || rules.length > MOST_IN_LIST) effects.add(WITHOUT_ONE[of]);
    // A group of one is no group, and can be in a list.
    if (rules.length === 1 && (depth < DEEPEST || !('field' in only))) return only;
    return grouped(of, rules.slice(0, MOST_IN_LIST));
  }

  /** Rules of one list. What it cannot say is named, never joined otherwise. */
  function flat(given: SegmentRules): SegmentRules | null {
    const of = 'all' in given ? 'all' : 'any';
    const all = listIn(given, of) ?? [];
    const list = all.filter((one) => 'field' in one);
    for (const one of all) {
      if ('field' in one) continue;
      leftOut.push(`“${oneLine(inWords(one), MOST_SAID)}”: one list cannot say “${'all' in one ? 'and' : 'or'}” within “${WORDS[of]}”.`); // prettier-ignore
      effects.add(WITHOUT_ONE[of]);
    }
    return list.length ? grouped(of, list) : null;
  }

  function conditionOf({
    given,
    not,
  }: Extract<Loose, { is: 'condition' }>): SegmentCondition | null {
    const read = readCondition(given, known);
    if ('condition' in read) {
      const condition = not ? opposite(read.condition) : read.condition;
      if (condition) return condition;
      leftOut.push(`“not: ${inWords(read.condition)}”: there is no rule for the opposite.`);
      return null;
    }
    leftOut.push(read.fault);
    return null;
  }
}

const kinds = new Map(segmentCondition.options.map(({ shape }) => [String(shape.field.value), shape.field.value])); // prettier-ignore

function readCondition(
  given: Record<string, unknown>,
  known: Known,
): { condition: SegmentCondition } | { fault: string } {
  const { field, op, value } = given;
  const kind = kinds.get(String(field));
  if (!kind) return { fault: `“${written(field ?? given)}”: there is no rule for it.` };
  const checked = checkValue(kind, value, known);
  const about = `“${kind} ${written(op)} ${written(value)}”`;
  if ('fault' in checked) return { fault: `${about}: ${oneLine(checked.fault, MOST_SAID)}` };
  const parsed = segmentCondition.safeParse({ field: kind, op, value: checked.value });
  if (parsed.success) return { condition: parsed.data };
  const [issue] = parsed.error.issues;
  return {
    fault:
      issue?.path[0] === 'op'
        ? `${about}: there is no such comparison.`
        : `${about}: the value ${issue?.message ?? 'is wrong'}.`,
  };
}

const MOST_SAID = 300;
const MOST_WRITTEN = 80;
const written = (given: unknown): string =>
  oneLine(typeof given === 'string' ? given : (JSON.stringify(given) ?? 'nothing'), MOST_WRITTEN);

/** Its words are about the sentence: where all of it is one list, they are about that list. */
function effectOfWords(rules: Loose | null): Effect {
  if (rules?.is !== 'group') return 'more';
  return rules.list.some(({ is }) => is === 'group') ? 'either' : WITHOUT_ONE[rules.of];
}

const isEmpty = (rule: Loose): boolean => rule.is === 'group' && rule.list.every(isEmpty);

const grouped = (of: 'all' | 'any', list: SegmentRule[]): SegmentRules =>
  of === 'all' ? { all: list } : { any: list };

/** Returns the list of a group of this kind. */
function listIn(rule: SegmentRule, of: 'all' | 'any'): SegmentRule[] | undefined {
  if ('field' in rule) return undefined;
  if (of === 'all') return 'all' in rule ? rule.all : undefined;
  return 'any' in rule ? rule.any : undefined;
}

const inWords = (rule: SegmentRule): string => {
  if ('field' in rule) return `${rule.field} ${rule.op} ${String(rule.value)}`;
  const of = 'all' in rule ? 'all' : 'any';
  return (listIn(rule, of) ?? [])
    .map((one) => ('field' in one ? inWords(one) : `(${inWords(one)})`))
    .join(` ${WORDS[of]} `);
};

const unique = (rules: readonly SegmentRule[]): SegmentRule[] => [
  ...new Map(rules.map((rule) => [JSON.stringify(rule), rule])).values(),
];
