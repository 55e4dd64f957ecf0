import { data } from '@remix-run/node';
import type { z } from 'zod';
import { calendarDay, instantText } from '../../domain/instant.contract.ts';
import { typedNumber } from '../../lib/typed-number.ts';
import { entriesOf } from '../core/entries.ts';
import { FormRefused } from './problem.server.ts';

/** Returns the text of a field; undefined if it is missing or empty. */
export function text(form: FormData, name: string): string | undefined {
  const value = form.get(name);
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

/** `a, b` as a list. */
export const words = (form: FormData, name: string): string[] => entriesOf(text(form, name) ?? '');

/** Returns the non-empty fields of the named ones. */
export function given<Name extends string>(
  form: FormData,
  names: readonly Name[],
): Partial<Record<Name, string>> {
  const found: Partial<Record<Name, string>> = {};
  for (const name of names) {
    const value = text(form, name);
    if (value !== undefined) found[name] = value;
  }
  return found;
}

/**
 * Returns the fields that the form has, for a form that shows stored values: an emptied field is sent as such, so that
 * the API refuses it where it must have a value. Without it the old value would silently stay.
 */
export function shownFields<Name extends string>(
  form: FormData,
  names: readonly Name[],
): Partial<Record<Name, string>> {
  const found: Partial<Record<Name, string>> = {};
  for (const name of names) if (form.has(name)) found[name] = text(form, name) ?? '';
  return found;
}

/** Returns the filters of a list from its URL. */
export function filters<Name extends string>(
  url: URL,
  names: readonly Name[],
): Partial<Record<Name, string>> {
  const found: Partial<Record<Name, string>> = {};
  for (const name of names) {
    const value = url.searchParams.get(name)?.trim();
    if (value) found[name] = value;
  }
  return found;
}

/** Returns the value if it is in the set, else undefined, because a URL typed by hand must not break a list. */
export const oneOf = <T extends string>(
  value: string | undefined,
  set: readonly T[],
): T | undefined => set.find((one) => one === value);

/**
 * Returns the value of a field whose form always sends one of the set. @throws FormRefused: another value is not
 * replaced by a default
 */
export function chosen<T extends string>(form: FormData, name: string, set: readonly T[]): T {
  const value = oneOf(text(form, name), set);
  if (value === undefined) {
    const message = 'must be one of the choices';
    throw new FormRefused('This form is incomplete', [{ path: name, message }]);
  }
  return value;
}

/** Parses a value that our pages always send correctly, such as a part of a URL. @throws the 404 page */
export function known<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw data({ message: 'There is no such thing' }, { status: 404 });
  return parsed.data;
}

/** Returns `?from=` and `?to=` if they are days; anything else is left out. */
export const daysOf = ({ from, to }: { from?: string; to?: string }) => ({
  from: dayOf(from),
  to: dayOf(to),
});
const dayOf = (value: string | undefined): string | undefined => calendarDay.safeParse(value).data;

/** Returns a past moment from a URL, else undefined. */
export const pastOf = (value: string | undefined): string | undefined => {
  const text = instantText.safeParse(value).data;
  return text && Date.parse(text) <= Date.now() ? text : undefined;
};

/** Returns a number; null if the field is empty. Other text is passed on, so that the API refuses it. */
export const number = (form: FormData, name: string): number | null => {
  const value = text(form, name);
  return value === undefined ? null : typedNumber(value);
};
