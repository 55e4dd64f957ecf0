import { parse } from 'csv-parse/sync';
import { own } from '#lib/own.ts';
import { countryCodeOf } from '../../countries.contract.ts';
import { withoutTextMark } from '../../imports/text-mark.ts';
import { isTimeZone } from '../../time-zone.contract.ts';
import { countryOf, normalizeEmail, normalizePhone } from '../address.ts';
import { locale, MOST_TAGS, tag } from '../contract.ts';
import type { Person } from '../row.ts';
import type { Mapping } from './columns.ts';

/** A row of the file as a contact to be. */
export type ReadRow = Person & {
  locale: string | null;
  time_zone: string | null;
  country: string | null;
  tags: string[];
};
export type RowError = { column: string | null; message: string };

/** @returns the contact, or what is wrong with the row and where */
export function readRow(
  header: readonly string[],
  values: readonly string[],
  mapping: Mapping,
  homeCountry: string,
): ReadRow | RowError {
  // Empty cells behind the last column are what spreadsheets leave.
  const wide = values.findLastIndex((value) => value !== '') + 1;
  if (wide > header.length) {
    return { column: null, message: `has ${wide} values for ${header.length} columns` };
  }
  const given = new Map<string, { column: string; value: string }>();
  header.forEach((column, i) => {
    const target = own(mapping, column);
    const value = withoutTextMark(values[i] ?? '');
    if (target && value) given.set(target, { column, value });
  });
  for (const { column, value } of given.values()) {
    if (/\p{Cc}/u.test(value.replaceAll(/[\r\n\t]/g, '')))
      return { column, message: 'holds control characters' };
    if (value.length > 2000) return { column, message: 'is longer than 2,000 characters' };
  }
  const errors: RowError[] = [];
  const take = <T>(
    target: string,
    read: (value: string) => T | null,
    message: string,
  ): T | null => {
    const found = given.get(target);
    if (!found) return null;
    const value = read(found.value);
    if (value === null) errors.push({ column: found.column, message });
    return value;
  };
  const country = take('country', countryCodeOf, 'is not a country');
  const email = take('email', normalizeEmail, 'is not an e-mail address');
  const home = country ?? homeCountry;
  const phone = take(
    'phone',
    (v) => normalizePhone(v, home),
    `is not a phone number (read for ${home})`,
  );
  const row: ReadRow = {
    email,
    phone,
    name: nameOf(given),
    locale: take(
      'locale',
      (v) => (locale.safeParse(v).success ? v : null),
      'is not a language tag such as en or ar-KW',
    ),
    time_zone: take(
      'time_zone',
      (v) => (isTimeZone(v) ? v : null),
      'is not a time zone such as Europe/Berlin',
    ),
    country: country ?? (phone ? countryOf(phone) : null),
    tags: take('tags', readTags, 'holds a tag that is too long') ?? [],
    fields: Object.fromEntries(
      [...given]
        .filter(([target]) => target.startsWith('field:'))
        .map(([target, { value }]) => [target.slice('field:'.length), value]),
    ),
  };
  const [first] = errors;
  if (first) return first;
  if (row.email === null && row.phone === null) {
    return { column: null, message: 'has neither an e-mail address nor a phone number' };
  }
  return row;
}

function nameOf(given: Map<string, { value: string }>): string | null {
  const whole = given.get('name')?.value;
  const parts = [given.get('first_name')?.value, given.get('last_name')?.value].filter(Boolean);
  const name = (whole ?? parts.join(' ')).replaceAll(/\s+/g, ' ').trim();
  return name ? name.slice(0, 200) : null;
}

/** A cell of tags is a row of its own: `vip; news`, `"VIP","News, weekly"`, also in brackets. */
function readTags(value: string): string[] | null {
  const cells = recordsOf(value.replace(/^(?:\[(.*)\]|\{(.*)\})$/s, '$1$2'));
  const tags = [...new Set(cells.flat().filter(Boolean))];
  return tags.length <= MOST_TAGS && tags.every((t) => tag.safeParse(t).success) ? tags : null;
}

/** A quote that is never closed is a letter like any other. */
function recordsOf(cell: string): string[][] {
  const options = { delimiter: [';', ',', '|'], trim: true, relax_column_count: true, relax_quotes: true }; // prettier-ignore
  try {
    return parse(cell, options);
  } catch {
    return parse(cell, { ...options, quote: false });
  }
}
