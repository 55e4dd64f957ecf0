import { z } from 'zod';
import { own } from '#lib/own.ts';

/*
 * How the stand-in repeats what a tool answered: not the JSON, but a sentence about a list or a record, so that a person
 * recognizes it. It says of a list that was cut only what it knows: how many rows have come.
 */
const ROWS = 8;
const VALUES = 4;
/** Fields of a record, and of a record within it. */
const FIELDS = 12;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const TIME = /^\d{4}-\d\d-\d\dT/;
/** Fields that are for programs. */
const TECHNICAL = /^(?:version|next_cursor|locale|time_zone|(?:\w+_)?id)$/;

export type Row = Record<string, unknown>;
const row = z.record(z.string(), z.unknown());
const list = z.looseObject({ data: z.array(row) });

/** Returns the first row of a list that a tool answered; undefined: it has none, or is no list. */
export const firstRow = (content: string): Row | undefined => {
  const answer = list.safeParse(jsonIn(content));
  return answer.success ? answer.data.data[0] : undefined;
};

/** Returns a tool's answer in words; one that is no JSON as it is. */
export function inWords(content: string): string {
  const answer = row.safeParse(jsonIn(content));
  if (!answer.success) return content;
  const { answer: sentence, problem } = answer.data;
  if (typeof sentence === 'string') return sentence;
  if (typeof problem === 'string') return `It cannot be looked up: ${problem}`;
  const rows = list.safeParse(answer.data);
  // What follows the JSON says that more was there than fitted.
  const isCut = content.includes('\n') || typeof answer.data['next_cursor'] === 'string';
  return rows.success ? listInWords(rows.data.data, isCut) : recordInWords(answer.data);
}

function listInWords(rows: readonly Row[], isCut: boolean): string {
  const count = rows.length;
  if (!count) return isCut ? 'The list is too long to be read at once.' : 'The list is empty.';
  const shown = rows.slice(0, ROWS).map(rowInWords).join('; ');
  const head = isCut
    ? `I read only the beginning of the list, ${count === 1 ? 'one row' : `${count} rows`}; there are more`
    : `The list has ${count === 1 ? 'one row' : `${count} rows`}`;
  return count > ROWS ? `${head}. The first ${ROWS}: ${shown}` : `${head}: ${shown}`;
}

/** Returns the values of a row by which a person knows it. */
export const rowInWords = (one: Row): string =>
  Object.entries(one)
    .filter(([name]) => !TECHNICAL.test(name))
    .flatMap(([name, value]) => {
      if (typeof value === 'number') return [`${plain(name)} ${value}`];
      const said = typeof value === 'string' && !TIME.test(value) ? textInWords(value) : '';
      return said ? [said] : [];
    })
    .slice(0, VALUES)
    .join(', ');

function recordInWords(record: Row): string {
  const said = fieldsInWords(record, true);
  return said ? `One record: ${said}` : 'One record, with nothing in it that can be said in words.';
}

/** `status: sent; counts: sent 3, left out 1`. @param deep whether records within it are told, too */
function fieldsInWords(record: Row, deep: boolean): string {
  const fields = Object.entries(record).flatMap(([name, value]) => {
    const said = TECHNICAL.test(name) ? '' : valueInWords(value, deep);
    return said ? [`${plain(name)}${deep ? ':' : ''} ${said}`] : [];
  });
  return fields.slice(0, FIELDS).join(deep ? '; ' : ', ');
}

function valueInWords(value: unknown, deep: boolean): string {
  if (typeof value === 'number') return String(value);
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'string') return textInWords(value);
  if (!deep) return '';
  if (Array.isArray(value)) {
    const said = value.map((one: unknown) => {
      const inner = row.safeParse(one);
      return inner.success ? fieldsInWords(inner.data, false) : valueInWords(one, false);
    });
    return value.length ? said.filter(Boolean).slice(0, ROWS).join(' / ') : 'none';
  }
  const inner = row.safeParse(value);
  return inner.success ? fieldsInWords(inner.data, false) : '';
}

/** A time is told by its day; an id is nothing for a person. */
const textInWords = (text: string): string =>
  UUID.test(text) ? '' : TIME.test(text) ? text.slice(0, 10) : plain(text);

/** Words of lists that are said otherwise than they are written. */
const SAID: Readonly<Record<string, string>> = {
  excluded: 'left out', no_consent: 'has not agreed', suppressed: 'blocked', granted: 'agreed', ends_at: 'ends',
  created_at: 'created', updated_at: 'changed', sent_at: 'sent', expires_at: 'expires', sms: 'SMS', email: 'e-mail',
}; // prettier-ignore

/** A word of a list, or the name of a field, as people say it; anything else as it is. */
const plain = (text: string): string =>
  /^[a-z][a-z0-9]*(?:_[a-z0-9]+)*$/.test(text) ? (own(SAID, text) ?? text.replaceAll('_', ' ')) : text; // prettier-ignore

/** The JSON that a tool's answer begins with: one line. */
function jsonIn(content: string): unknown {
  try {
    return JSON.parse(content.split('\n', 1)[0] ?? '');
  } catch {
    return null;
  }
}
