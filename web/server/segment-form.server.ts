import { data } from '@remix-run/node';
import { countryCodeOf } from '../../domain/countries.contract.ts';
import type { SegmentCondition, SegmentRules } from '../../domain/contacts/conditions/contract.ts';
import type { PageSession } from '../../api/client-types.ts';
import type { FormAnswer } from '../core/answer.ts';
import type { SegmentPreview } from '../segments/editor.tsx';
import { asProblem, FormRefused } from './problem.server.ts';

/** The editor's rows as rules, with the row of each rule, and the errors of rows. */
export type TypedSegment = {
  rules: SegmentRules;
  rows: readonly number[];
  errors: readonly { path: string; message: string }[];
};

const NO_COUNTRY = 'is not a known country: choose one from the list, or enter its name or code';

/** Reads the editor; a row without a choice is left out. Errors name the row: `value.3`. */
export function segmentOf(form: FormData): TypedSegment {
  const values = form.getAll('value').map(String);
  const typed = form.getAll('what').map((what, row) => {
    const value = (values[row] ?? '').trim();
    return { row, value, ...conditionOf(String(what), value) };
  });
  const chosen = typed.flatMap(({ row, rule }) => (rule ? [{ row, rule }] : []));
  const rules = chosen.map(({ rule }) => rule);
  const errors = typed.flatMap(({ row, rule, value, message }) => {
    if (message) return [{ path: `value.${row}`, message }];
    return rule && !value && typeof rule.value === 'string'
      ? [{ path: `value.${row}`, message: 'must not be empty' }]
      : [];
  });
  return {
    rules: form.get('match') === 'any' ? { any: rules } : { all: rules },
    rows: chosen.map(({ row }) => row),
    errors: rules.length ? errors : [...errors, { path: 'what.0', message: 'Choose a condition' }],
  };
}

/** Saves the editor's segment; an error of a rule is shown at its row. */
export async function savingSegment<T>(form: FormData, save: (rules: SegmentRules) => Promise<T>) {
  const { rules, rows, errors } = segmentOf(form);
  if (errors.length) return refused(form, 'Check the conditions', errors);
  try {
    return await save(rules);
  } catch (error) {
    const problem = asProblem(error);
    if (problem?.status !== 422) throw error;
    return refused(form, problem.message, atRows(problem.detail.errors ?? [], rows));
  }
}

/** Returns the errors of rules at their rows. */
const atRows = (errors: TypedSegment['errors'], rows: readonly number[]) =>
  errors.map(({ path, message }) => {
    const rule = /^rules\.(?:all|any)\.(\d+)/.exec(path)?.[1];
    return rule ? { path: `value.${rows[Number(rule)] ?? 0}`, message } : { path, message };
  });

/**
 * Returns who meets the conditions that are typed. Without a condition nobody is counted.
 * @throws FormRefused with the errors of rows
 */
export async function segmentPreview(
  api: Pick<PageSession['api'], 'segments'>,
  form: FormData,
): Promise<SegmentPreview> {
  const { rules, rows, errors } = segmentOf(form);
  if (!rows.length) return { count: null, sample: [] };
  if (errors.length) throw new FormRefused('Check the conditions', [...errors]);
  try {
    return await api.segments.preview({ body: { rules } });
  } catch (error) {
    const problem = asProblem(error);
    if (problem?.status !== 422) throw error;
    throw new FormRefused(problem.message, atRows(problem.detail.errors ?? [], rows));
  }
}

function refused(form: FormData, message: string, errors: TypedSegment['errors']) {
  const answer: FormAnswer = {
    intent: String(form.get('intent') ?? ''),
    message,
    errors: [...errors],
    values: [...form].flatMap(([name, value]) =>
      typeof value === 'string' ? [[name, value] satisfies [string, string]] : [],
    ),
  };
  return data(answer, { status: 422 });
}

type Read = { rule?: SegmentCondition; message?: string };

function conditionOf(what: string, value: string): Read {
  const yes = !/^(no|false|0)$/i.test(value);
  switch (what) {
    case 'tags:has':
      return { rule: { field: 'tags', op: 'has', value } };
    case 'tags:has_not':
      return { rule: { field: 'tags', op: 'has_not', value } };
    case 'locale:is':
      return { rule: { field: 'locale', op: 'is', value } };
    case 'locale:starts_with':
      return { rule: { field: 'locale', op: 'starts_with', value } };
    case 'locale:is_not':
      return { rule: { field: 'locale', op: 'is_not', value } };
    case 'country:is':
      return country('is', value);
    case 'country:is_not':
      return country('is_not', value);
    case 'time_zone:is':
      return { rule: { field: 'time_zone', op: 'is', value } };
    case 'time_zone:is_not':
      return { rule: { field: 'time_zone', op: 'is_not', value } };
    case 'source:is':
      return { rule: { field: 'source', op: 'is', value } };
    case 'source:is_not':
      return { rule: { field: 'source', op: 'is_not', value } };
    case 'created_at:after':
      return { rule: { field: 'created_at', op: 'after', value } };
    case 'created_at:before':
      return { rule: { field: 'created_at', op: 'before', value } };
    case 'has_email:is':
      return { rule: { field: 'has_email', op: 'is', value: yes } };
    case 'has_phone:is':
      return { rule: { field: 'has_phone', op: 'is', value: yes } };
    default:
      return {};
  }
}

function country(op: 'is' | 'is_not', value: string): Read {
  const code = countryCodeOf(value);
  const rule = { field: 'country', op, value: code ?? value } as const;
  return code === null && value ? { rule, message: NO_COUNTRY } : { rule };
}
