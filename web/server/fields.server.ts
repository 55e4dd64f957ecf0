import { data } from '@remix-run/node';
import type { z } from 'zod';
import { calendarDay, instantText } from '../../domain/instant.contract.ts';
import { typedNumber } from '../../lib/typed-number.ts';
import { FormRefused } from './problem.server.ts';

/** Text of a field; undefined when it is missing or empty. */
export function text(form: FormData, name: string): string | undefined {
  const value = form.get(name);
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

/** `a, b` as a list. */
export const words = (form: FormData, name: string): string[] =>
  (text(form, name) ?? '')
    .split(/[,\n]/)
    .map((word) => word.trim())
    .filter(Boolean);

/** What is there of the named fields: an object without the empty ones. */
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

/** The filters of a list as they stand in its address. */
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

/** One of a closed set, else undefined: an address typed by hand must not break a list. */
export const oneOf = <T extends string>(
  value: string | undefined,
  set: readonly T[],
): T | undefined => set.find((one) => one === value);

/** One of a closed set that a form always sends one of. @throws FormRefused: no other is meant instead */
export function chosen<T extends string>(form: FormData, name: string, set: readonly T[]): T {
  const value = oneOf(text(form, name), set);
  if (value === undefined) {
    const message = 'must be one of those to choose from';
    throw new FormRefused('This form is not whole', [{ path: name, message }]);
  }
  return value;
}

/** A value that no page of ours sends otherwise, such as a part of an address. @throws the page that says 404 */
export function known<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw data({ message: 'There is no such thing' }, { status: 404 });
  return parsed.data;
}

/** `?from=` and `?to=` where they are days; anything else is left out. */
export const daysOf = ({ from, to }: { from?: string; to?: string }) => ({
  from: dayOf(from),
  to: dayOf(to),
});
const dayOf = (value: string | undefined): string | undefined => calendarDay.safeParse(value).data;

/** A moment of the past in an address, else undefined. */
export const pastOf = (value: string | undefined): string | undefined => {
  const text = instantText.safeParse(value).data;
  return text && Date.parse(text) <= Date.now() ? text : undefined;
};

/** A number; null when the field is empty. What is no number goes on as it is, for the API to refuse. */
export const number = (form: FormData, name: string): number | null => {
  const value = text(form, name);
  return value === undefined ? null : typedNumber(value);
};
