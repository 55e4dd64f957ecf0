import { z } from 'zod';
import { AppError, type FieldError } from '#lib/errors.ts';
import { NO_FORM } from '#lib/fault-words.ts';
import { own } from '#lib/own.ts';
import { badText } from './middleware/text.ts';

/** Parses one part of a request, or adds its faults to `errors`. */
export function checkInput<S extends z.ZodType>(
  schema: S | undefined,
  value: unknown,
  errors: FieldError[],
): z.output<S> | undefined {
  if (!schema) return undefined;
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  errors.push(...parsed.error.issues.flatMap(fieldErrors));
  return undefined;
}

/**
 * Parses a whole body.
 * @throws {AppError} invalid, naming every wrong field
 */
export function parseInput<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const errors = badText(value);
  const parsed = schema.safeParse(value);
  if (!parsed.success) errors.push(...parsed.error.issues.flatMap(fieldErrors));
  if (!parsed.success || errors.length) throw invalidInput(errors);
  return parsed.data;
}

/** Returns the fields of a body that are valid by themselves, parsed. */
export function validParts(schema: z.ZodType | undefined, value: unknown): Record<string, unknown> {
  if (!(schema instanceof z.ZodObject) || typeof value !== 'object' || value === null) return {};
  const shape: Record<string, z.core.$ZodType> = schema.shape;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, given]) => {
      const field = own(shape, name);
      const parsed = field && z.safeParse(field, given);
      return parsed?.success ? [[name, parsed.data]] : [];
    }),
  );
}

/** Most faults in one answer: each of 20,000 values may be wrong. */
const MOST_ERRORS = 100;

export const invalidInput = (errors: FieldError[]): AppError =>
  new AppError('invalid', 'Some fields are not valid', { errors: unlike(errors) });

/** Removes duplicate faults; of a field named `__proto__` only the first stays. */
function unlike(errors: FieldError[]): FieldError[] {
  const seen = new Set<string>();
  return errors
    .filter(({ path, message }) => {
      const key = /(^|\.)__proto__$/.test(path) ? path : `${path}\n${message}`;
      return !seen.has(key) && seen.add(key);
    })
    .slice(0, MOST_ERRORS);
}

function fieldErrors(issue: z.core.$ZodIssue): FieldError[] {
  const path = issue.path.join('.');
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: path ? `${path}.${key}` : key,
      message: 'is not a known field',
    }));
  }
  if (issue.code === 'invalid_union' && issue.errors.length) {
    const kind = wrongKind(issue.errors, issue.message);
    if (kind) return [{ path, message: kind }];
    return nearest(issue.errors).map((error) => ({
      path: [path, error.path].filter(Boolean).join('.'),
      message: error.message,
    }));
  }
  // The name itself is at fault, so the fault is what its schema says.
  if (issue.code === 'invalid_key') {
    return [{ path, message: issue.issues[0]?.message ?? issue.message }];
  }
  return [{ path, message: issue.message }];
}

/** Faults that say that a value is not of this kind at all. */
const KIND: ReadonlySet<string> = new Set(['invalid_type', 'invalid_value', 'invalid_format']);
const MUST_BE = 'must be ';
const orWords = new Intl.ListFormat('en', { type: 'disjunction' });

/**
 * Returns what a value must be that is none of the alternatives: what the schema says of them together, else all of
 * them. Undefined where it is one of them and has another fault.
 */
function wrongKind(shapes: readonly z.core.$ZodIssue[][], together: string): string | undefined {
  const faults = shapes.map(([first, ...rest]) =>
    first && !rest.length && !first.path.length && KIND.has(first.code) ? first.message : null,
  );
  if (faults.includes(null)) return undefined;
  if (together !== NO_FORM) return together;
  const kinds = faults.flatMap((words) =>
    words?.startsWith(MUST_BE) ? words.slice(MUST_BE.length) : [],
  );
  return kinds.length === faults.length ? MUST_BE + orWords.format(new Set(kinds)) : undefined;
}

/**
 * Returns the faults of the alternative that the value comes closest to: the deepest fault first, then the fewest
 * faults.
 */
function nearest(shapes: readonly z.core.$ZodIssue[][]): FieldError[] {
  const [best = []] = shapes
    .map((issues) => issues.flatMap(fieldErrors))
    .toSorted((a, b) => depth(b) - depth(a) || a.length - b.length);
  return best;
}

const depth = (errors: readonly FieldError[]): number =>
  Math.max(...errors.map(({ path }) => (path ? path.split('.').length : 0)));
