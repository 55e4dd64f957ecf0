import { parse } from 'csv-parse/sync';
import '#lib/fault-words.ts';
import { invisibleIn, withoutInvisible } from '#lib/invisible.ts';
import { own } from '#lib/own.ts';
import { languageOf } from '../language-tag.contract.ts';
import { countryCodeOf } from '../countries.contract.ts';
import { saidBy } from '../imports/header-words.ts';
import { FURTHER_TARGETS, isAddressTarget, type AddressKind } from '../imports/targets.contract.ts';
import { swallowedMessage, swallowedRow } from '../imports/swallowed.ts';
import { tookMark, withoutAddressMark, withoutTextMark } from '../imports/text-mark.ts';
import { isTimeZone } from '../time-zone.contract.ts';
import { countryOf, normalizeEmail, normalizePhone } from '../addresses/address.ts';
import { spellEmail, type Spelled } from '../addresses/spell-email.ts';
import { spellPhone } from '../addresses/spell-phone.ts';
import { MOST_TAGS, tag } from '../contacts/contract.ts';
import type { Person } from '../contacts/row.ts';
import { fieldNamed, type Mapping } from './columns.ts';
import type { Note, RowError } from './note.ts';
import { firstOf } from './first-of.ts';
import { containsName } from './part-of-name.ts';

/** A row of the file as a contact. */
export type ReadRow = Person & {
  locale: string | null;
  time_zone: string | null;
  country: string | null;
  tags: string[];
  /**
   * Kinds of addresses that come from a further column. These may be shared by several people (a household's phone).
   */
  further?: readonly AddressKind[];
};
/** A valid row, with notes about omitted or changed values. */
export type RowRead = { row: ReadRow; notes: Note[] };

const NO_COUNTRY = 'is not a known country, or may be two';

type Given = ReadonlyMap<string, { column: string; value: string }>;

/**
 * Reads a row of the file. The addresses must be valid; any other invalid value is omitted with a note.
 * @returns the contact, or the error in the row
 */
export function readRow(
  header: readonly string[],
  values: readonly string[],
  mapping: Mapping,
  homeCountry: string,
): RowRead | RowError {
  // Spreadsheets leave empty cells after the last column.
  const wide = values.findLastIndex((value) => value !== '') + 1;
  if (wide > header.length) {
    return { column: null, message: `has ${wide} values for ${header.length} columns` };
  }
  const at = header.flatMap((column, i) => (isAddressTarget(own(mapping, column)) ? i : []));
  const swallowed = swallowedRow(values, at, (text, i) =>
    own(mapping, header[i] ?? '')?.startsWith('email')
      ? normalizeEmail(text) !== null
      : normalizePhone(text, homeCountry) !== null,
  );
  if (swallowed !== null) return { column: null, message: swallowedMessage(swallowed) };
  const notes: Note[] = [];
  const given = cellsOf(header, values, mapping, notes);
  const addresses = readAddressCells(given, homeCountry, notes);
  if ('message' in addresses) return addresses;
  const take = takeFrom(given, notes);
  const country = take('country', countryCodeOf, NO_COUNTRY);
  const email = addresses.email?.address ?? null;
  const phone = addresses.phone?.address ?? null;
  const row: ReadRow = {
    further: addresses.further,
    email,
    phone,
    name: nameOf(given, notes),
    locale: take('locale', languageOf, 'is not a known language, such as en, ar-KW or German'),
    time_zone: take(
      'time_zone',
      (v) => (isTimeZone(v) ? v : null),
      'is not a time zone such as Europe/Berlin',
    ),
    country: country ?? (addresses.phone ? countryOfPhone(addresses.phone) : null),
    tags: tagsOf(given, notes),
    fields: Object.fromEntries(
      [...given].flatMap(([target, { value }]) => {
        const name = fieldNamed(target);
        return name === null ? [] : [[name, value]];
      }),
    ),
  };
  if (row.email === null && row.phone === null) {
    const column = leftOutWithAddress(header, values, mapping, homeCountry);
    return column === null
      ? { column, message: 'has neither an e-mail address nor a phone number' }
      : { column, message: 'has the only address of the row, and the column is left out' };
  }
  return { row, notes };
}

/** Returns a column that is named like addresses, is omitted by the mapping, and has a valid address in this row. */
function leftOutWithAddress(
  header: readonly string[],
  values: readonly string[],
  mapping: Mapping,
  homeCountry: string,
): string | null {
  const found = header.find((column, i) => {
    if (own(mapping, column)) return false;
    const value = withoutAddressMark(values[i] ?? '');
    const target = saidBy(column)?.target;
    if (target === 'email') return normalizeEmail(value) !== null;
    return target === 'phone' && normalizePhone(value, homeCountry) !== null;
  });
  return found ?? null;
}

/** Returns the values of mapped columns, without spreadsheet marks and invisible characters. */
function cellsOf(
  header: readonly string[],
  values: readonly string[],
  mapping: Mapping,
  notes: Note[],
): Given {
  const given = new Map<string, { column: string; value: string }>();
  header.forEach((column, i) => {
    const target = own(mapping, column);
    const cell = values[i] ?? '';
    const isAddress = isAddressTarget(target);
    const raw = isAddress ? withoutAddressMark(cell) : withoutTextMark(cell);
    const value = withoutInvisible(raw).trim();
    if (!target || !raw) return;
    const note = (kind: Note['kind'], message: string): void => {
      notes.push({ kind, column, message, value: raw });
    };
    if (!isAddress && /\p{Cc}/u.test(value.replaceAll(/[\r\n\t]/g, '')))
      return note('left_out', 'contains control characters');
    if (!isAddress && value.length > 2000)
      return note('left_out', 'is longer than 2,000 characters');
    if (tookMark(cell, raw)) note('changed', 'the spreadsheet’s text mark was removed');
    const unseen = invisibleIn(raw);
    if (unseen !== null) note('changed', `invisible characters were removed (${unseen})`);
    if (value) given.set(target, { column, value });
  });
  return given;
}

type Cell = { column: string; value: string };
type Spelling = Extract<Spelled, { address: string }>;
type Addresses = Record<AddressKind, Spelling | null> & { further: AddressKind[] };

const countryOfPhone = ({ address, country }: Spelling): string | null =>
  country === undefined ? countryOf(address) : country;

/**
 * Reads the addresses of a row. They identify the person, so an invalid one makes the row fail; it is never
 * corrected. An invalid address in a further column is omitted, unless the row has no other.
 */
function readAddressCells(given: Given, homeCountry: string, notes: Note[]): Addresses | RowError {
  const read: Addresses = { email: null, phone: null, further: [] };
  const kinds: AddressKind[] = ['email', 'phone'];
  for (const kind of kinds) {
    const cell = given.get(kind);
    const found = cell && READ[kind](cell, given, homeCountry, notes);
    if (found && 'message' in found) return found;
    read[kind] = found ?? null;
  }
  const broken: (RowError & { value: string })[] = [];
  for (const kind of kinds)
    for (const target of FURTHER_TARGETS[kind]) {
      const cell = given.get(target);
      if (!cell || read[kind] !== null) continue;
      const found = READ[kind](cell, given, homeCountry, notes);
      if ('message' in found) broken.push({ ...found, value: cell.value });
      else {
        read[kind] = found;
        read.further.push(kind);
      }
    }
  const [first] = broken;
  if (first && read.email === null && read.phone === null)
    return { column: first.column, message: first.message };
  for (const { column, message, value } of broken)
    notes.push({ kind: 'left_out', column, message, value });
  return read;
}

type ReadAddress = (
  cell: Cell,
  given: Given,
  homeCountry: string,
  notes: Note[],
) => Spelling | RowError;

const READ: Record<AddressKind, ReadAddress> = {
  email: (cell, _given, _home, notes) => {
    const spelled = spellEmail(firstOf(cell, (one) => normalizeEmail(one) !== null, notes));
    return 'problem' in spelled
      ? { column: cell.column, message: 'is not an e-mail address' }
      : spelled;
  },
  phone: readPhone,
};

/** Reads a phone number by the row's country. A number without a plus sign needs a known country. */
function readPhone(
  cell: Cell,
  given: Given,
  homeCountry: string,
  notes: Note[],
): Spelling | RowError {
  const named = given.get('country');
  const country = named && countryCodeOf(named.value);
  const home = country ?? homeCountry;
  const written = firstOf(cell, (one) => normalizePhone(one, home) !== null, notes);
  if (country === null && normalizePhone(written, '') === null)
    return { column: named?.column ?? null, message: NO_COUNTRY };
  const spelled = spellPhone(written, home);
  const { column } = cell;
  if ('problem' in spelled) return { column, message: `${spelled.problem} (read for ${home})` };
  if (spelled.noted !== undefined)
    notes.push({ kind: 'changed', column, message: spelled.noted, value: written });
  return spelled;
}

/** Returns a function that reads an optional value: an invalid one is omitted with a note. */
const takeFrom =
  (given: Given, notes: Note[]) =>
  <T>(target: string, read: (value: string) => T | null, message: string): T | null => {
    const found = given.get(target);
    if (!found) return null;
    const value = read(found.value);
    if (value === null)
      notes.push({ kind: 'left_out', column: found.column, message, value: found.value });
    return value;
  };

const LONGEST_NAME = 200;

function nameOf(given: Given, notes: Note[]): string | null {
  const whole = given.get('name');
  const parts = ['first_name', 'last_name'].flatMap((target) => given.get(target) ?? []);
  for (const { column, value } of whole ? parts : [])
    if (whole && !containsName(whole.value, value))
      notes.push({
        kind: 'left_out',
        column,
        message: `is not in “${whole.column}”, which is used as the name`,
        value,
      });
  const name = (whole?.value ?? parts.map(({ value }) => value).join(' '))
    .replaceAll(/[\s\p{Cc}]+/gu, ' ')
    .trim();
  if (name.length > LONGEST_NAME)
    notes.push({
      kind: 'changed',
      column: whole?.column ?? null,
      message: `the name was cut to ${LONGEST_NAME} letters`,
      value: name,
    });
  return name ? name.slice(0, LONGEST_NAME) : null;
}

/** Returns the valid tags; each invalid one gets a note. */
function tagsOf(given: Given, notes: Note[]): string[] {
  const cell = given.get('tags');
  if (!cell) return [];
  const leaveOut = (value: string, message: string): void => {
    notes.push({ kind: 'left_out', column: cell.column, message, value });
  };
  const good = new Set<string>();
  for (const written of readTags(cell.value)) {
    const read = tag.safeParse(written);
    if (read.success) good.add(read.data);
    else
      leaveOut(
        written,
        `is not a valid tag: it ${read.error.issues[0]?.message ?? 'cannot be stored'}`,
      );
  }
  const tags = [...good];
  if (tags.length > MOST_TAGS)
    leaveOut(tags.slice(MOST_TAGS).join('; '), `is more than ${MOST_TAGS} tags`);
  return tags.slice(0, MOST_TAGS);
}

/** Separators between tags, in several scripts. */
const BETWEEN = [';', ',', '|', '、', '，', '；', '｜', '،', '؛'];

/** Typographic quotes around a whole tag: `“News, weekly”`, `„VIP“`, `「会員」`. */
const QUOTED = new RegExp(
  `(^|[${BETWEEN.join('')}\\[{])(\\s*)[“”„‟«»「『‹]([^“”„‟«»「」『』‹›"]*)[“”„‟«»」』›](?=\\s*(?:$|[${BETWEEN.join('')}\\]}]))`,
  'gu',
);

/** Text that needs no parser: without quotes, brackets and line breaks. */
const PLAIN = /^[^"“”„‟«»「」『』‹›[\]{}\r\n\ufeff]*$/;
const SEPARATOR = new RegExp(`[${BETWEEN.join('')}]`);

/** Parses a cell of tags as a CSV row: `vip; news`, `"VIP","News, weekly"`, also in brackets. */
function readTags(written: string): string[] {
  if (PLAIN.test(written)) {
    const parts = written.split(SEPARATOR).map((one) => one.trim());
    return [...new Set(parts.filter(Boolean))];
  }
  const value = written.replaceAll(QUOTED, '$1$2"$3"');
  const cells = recordsOf(value.replace(/^(?:\[(.*)\]|\{(.*)\})$/s, '$1$2'));
  return [...new Set(cells.flat().filter(Boolean))];
}

/** Parses a record. An unclosed quote is treated as an ordinary character. */
function recordsOf(cell: string): string[][] {
  const options = { delimiter: BETWEEN, trim: true, relax_column_count: true, relax_quotes: true }; // prettier-ignore
  try {
    return parse(cell, options);
  } catch {
    return parse(cell, { ...options, quote: false });
  }
}
