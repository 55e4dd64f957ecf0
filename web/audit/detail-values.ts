import type { Part } from '../core/times-in.ts';
import { statusWord } from '../core/words.ts';

export type Detail = Readonly<Record<string, unknown>>;

export const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;
const CODE = /^(?:[0-9a-f]{24,}|[\w+/=-]{32,})$/i;
export const DAY = /^\d{4}-\d\d-\d\d$/;
/** The name of a field, also a nested one. */
export const NAME = /^[a-z][\w.]*$/i;
export const WORD = /^[a-z][a-z0-9]*(?:_[a-z0-9]+)*$/;
const MOST = 4;

export const isWord = (value: unknown): value is string =>
  typeof value === 'string' && value !== '';
export const isNumber = (value: unknown): value is number => typeof value === 'number';

/** Returns free text with its ids left out. */
export const free = (text: string): Part[] => [text.replaceAll(UUID, '…')];

export const isCode = (text: string): boolean =>
  text.replaceAll(UUID, '').trim() === '' || CODE.test(text);

/** Formats a value within a sentence; empty for values that mean nothing to a reader. */
export function valueOf(value: unknown): Part[] {
  if (typeof value === 'boolean') return [value ? 'yes' : 'no'];
  if (isNumber(value)) return [count(value)];
  if (!isWord(value) || isCode(value)) return [];
  if (DAY.test(value)) return [dayOf(value)];
  return WORD.test(value) ? [statusWord(value).toLowerCase()] : free(value);
}

export const count = (value: number): string => new Intl.NumberFormat('en').format(value);
export const dayOf = (day: string): string =>
  new Intl.DateTimeFormat('en', { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(day));

/** `3 messages`, `1 person` */
export const some = (n: number, one: string, many = `${one}s`): string =>
  `${count(n)} ${n === 1 ? one : many}`;

const LIST = new Intl.ListFormat('en');
export const list = (words: readonly string[]): string =>
  words.length > MOST
    ? `${words.slice(0, MOST).join(', ')} and ${count(words.length - MOST)} more`
    : LIST.format(words);

/** Returns the plain values of a list. */
export const wordsIn = (value: unknown): string[] =>
  [value].flat().flatMap((one) => (isWord(one) && !isCode(one) ? [one] : []));
