import type { z } from 'zod';
import { AppError, type FieldError } from '#lib/errors.ts';
import { badText } from './middleware/text.ts';

/** Parses one part of a request, or adds what is wrong with it to `errors`. */
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

/** A whole body. @throws AppError invalid naming every field that is wrong */
export function parseInput<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const errors = badText(value);
  const parsed = schema.safeParse(value);
  if (!parsed.success) errors.push(...parsed.error.issues.flatMap(fieldErrors));
  if (!parsed.success || errors.length) throw invalidInput(errors);
  return parsed.data;
}

export const invalidInput = (errors: FieldError[]): AppError =>
  new AppError('invalid', 'Some fields are not valid', { errors });

function fieldErrors(issue: z.core.$ZodIssue): FieldError[] {
  const path = issue.path.join('.');
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: path ? `${path}.${key}` : key,
      message: 'is not a known field',
    }));
  }
  return [{ path, message: issue.message }];
}
