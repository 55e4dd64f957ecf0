import { z } from 'zod';
import { own } from '#lib/own.ts';

/*
 * Importing this module sets the words of every schema in the process. Who shows what a schema found wrong imports it
 * (test/code/fault-words.test.ts), so that nobody reads zod's own words.
 */

/**
 * Returns what is wrong with a value as a phrase that follows its field's name: "must be a whole number". API clients
 * and people at our forms read it. A schema's own message comes first.
 */
export function faultWords(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? 'is missing' : (own(TYPES, issue.expected) ?? UNFIT);
    case 'invalid_value':
      return issue.input === undefined ? 'is missing' : `must be ${listOf(issue.values)}`;
    case 'invalid_union':
      return issue.input === undefined ? 'is missing' : NO_FORM;
    case 'invalid_format':
      return own(FORMATS, issue.format) ?? UNFIT;
    case 'too_small':
      return tooSmall(issue.origin, issue.minimum, issue.inclusive !== false);
    case 'too_big':
      return tooBig(issue.origin, issue.maximum, issue.inclusive !== false);
    case 'not_multiple_of':
      return `must be a multiple of ${plain(issue.divisor)}`;
    case 'unrecognized_keys':
      return 'has fields that are not known';
    default:
      return 'is not valid';
  }
}

/** The words for a value that is none of several forms, where the schema has none of its own. */
export const NO_FORM = 'has none of the allowed forms';

z.config({ customError: faultWords });

const UNFIT = 'does not have the right form';

const TYPES: Record<string, string> = {
  string: 'must be text',
  number: 'must be a number',
  int: 'must be a whole number',
  boolean: 'must be true or false',
  array: 'must be a list',
  object: 'must be an object',
  record: 'must be an object',
  null: 'must be null',
};

const FORMATS: Record<string, string> = {
  uuid: 'must be an id (a UUID)',
  email: 'must be an e-mail address',
  url: 'must be a web address',
  date: 'must be a date such as 2026-11-01',
  datetime: 'must be a time with its zone, such as 2026-11-01T08:00:00Z',
};

/** Returns the unit that is counted in a value of this kind; null when the value itself is a number. */
const counted = (origin: string): [one: string, many: string] | null => {
  if (origin === 'string') return ['character', 'characters'];
  return origin === 'array' || origin === 'set' ? ['entry', 'entries'] : null;
};

type Limit = number | bigint;

function tooSmall(origin: string, least: Limit, inclusive: boolean): string {
  const what = counted(origin);
  if (!what) return inclusive ? `must be ${plain(least)} or more` : `must be more than ${plain(least)}`; // prettier-ignore
  if (least <= 1) return 'must not be empty';
  return `must have at least ${plain(least)} ${what[1]}`;
}

function tooBig(origin: string, most: Limit, inclusive: boolean): string {
  const what = counted(origin);
  if (!what) return inclusive ? `must be ${plain(most)} or less` : `must be less than ${plain(most)}`; // prettier-ignore
  return `must have at most ${plain(most)} ${Number(most) === 1 ? what[0] : what[1]}`;
}

const plain = (limit: Limit): string => new Intl.NumberFormat('en').format(limit);

/** Formats choices: `a`, `a or b`, `one of a, b, c`. */
const listOf = (values: readonly unknown[]): string => {
  const words = values.map(String);
  return words.length > 2 ? `one of ${words.join(', ')}` : words.join(' or ');
};
