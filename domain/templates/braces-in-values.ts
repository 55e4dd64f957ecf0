import { AppError, type FieldError } from '#lib/errors.ts';
import { own } from '#lib/own.ts';
import type { TemplateSource } from './contract.ts';
import { ownNames } from './own-values.ts';

/** The beginning of an output or a tag of Liquid, with all of it if it ends. */
const LIQUID = /\{\{[^{}]*(?:\}\})?|\{%[^{}]*\}?/;

/** The most characters of a value that an error repeats. */
const REPEATED = 60;

/**
 * Returns errors for the caller's own values in which something is to be filled in. A value is written as it is: people
 * would read `{{ contact.first_name }}`.
 * @param names those of the values that the text uses
 */
export function bracesInValues(
  names: readonly string[],
  variables: Record<string, unknown>,
): FieldError[] {
  const faults = names.flatMap((name) => {
    const [found] = textsIn(valueAt(variables, name.split('.'))).flatMap((text) => {
      const [liquid] = LIQUID.exec(text) ?? [];
      return liquid ? [liquid] : [];
    });
    return found
      ? [{ path: `variables.${name}`, message: `has ${shortened(found)}, which would go out as it is: nothing is filled in within a value. Write it in the template` }] // prettier-ignore
      : [];
  });
  // A text that uses `order.number` has `order` among its names too.
  return faults.filter(({ path }) => !faults.some((other) => other.path.startsWith(`${path}.`)));
}

/** Refuses what a text would write with braces. @throws AppError invalid, with the path of each value */
export function mustHaveNoBraces(source: TemplateSource, variables: Record<string, unknown>): void {
  const errors = bracesInValues(ownNames(source), variables);
  if (errors.length) {
    throw new AppError('invalid', 'Nothing is filled in within a value', { errors });
  }
}

const shortened = (liquid: string): string => {
  const [...letters] = liquid.trim();
  return letters.length > REPEATED ? `${letters.slice(0, REPEATED).join('')}…` : letters.join('');
};

const isValues = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const valueAt = (values: Record<string, unknown>, path: readonly string[]): unknown =>
  path.reduce<unknown>((at, name) => (isValues(at) ? own(at, name) : undefined), values);

/** Returns every text in a value: a template may print the items of a list, or the values of an object. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}
