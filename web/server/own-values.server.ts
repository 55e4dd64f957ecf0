import { own } from '../../lib/own.ts';
import type { OwnField } from '../campaigns/own-field.ts';

/*
 * A campaign's own values as fields of a form: the field `variables.order.number` is the value `number` of `order`.
 */
const FIELD = /^variables\.(.+)$/;

type Values = Record<string, unknown>;
const isValues = (value: unknown): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Merges the values with those typed in the form; an emptied field removes its value. */
export const withTyped = (values: Values, form: FormData): Values =>
  [...form].reduce((all, [field, typed]) => {
    const name = FIELD.exec(field)?.[1];
    return name === undefined || typeof typed !== 'string'
      ? all
      : withValue(all, name.split('.'), typed);
  }, values);

function withValue(values: Values, [name = '', ...rest]: string[], typed: string): Values {
  const inner = Object.hasOwn(values, name) ? own(values, name) : undefined;
  const value = rest.length ? withValue(isValues(inner) ? inner : {}, rest, typed) : typed.trim();
  const others = Object.entries(values).filter(([other]) => other !== name);
  const empty = value === '' || (isValues(value) && !Object.keys(value).length);
  // Not by assignment, because that would break for a name like `__proto__`.
  return Object.fromEntries(empty ? others : [...others, [name, value]]);
}

/** Returns the value at a path; undefined if there is none. */
const valueAt = (values: Values, path: readonly string[]): unknown =>
  path.reduce<unknown>(
    (at, name) => (isValues(at) && Object.hasOwn(at, name) ? own(at, name) : undefined),
    values,
  );

/**
 * Returns the fields of the form. `typed` is null for a value that a form cannot show, such as a list set by the API.
 * @param checks what the API has checked of the campaign
 */
export const ownFields = (
  values: Values,
  checks: {
    own_values: readonly { name: string; needed: boolean }[];
    errors: readonly { path: string; message: string }[];
  },
): OwnField[] =>
  checks.own_values.map(({ name, needed }) => {
    const value = valueAt(values, name.split('.'));
    const isText = value === undefined || typeof value === 'string' || typeof value === 'number';
    const typed = isText ? String(value ?? '') : null;
    const about = checks.errors.find(({ path }) => path === `variables.${name}`);
    return { name, needed, typed, fault: typed === '' ? undefined : about?.message };
  });
