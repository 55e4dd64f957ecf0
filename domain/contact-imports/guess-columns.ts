import { setOwn } from '#lib/own.ts';
import { consentHeader } from '../imports/consent-header.ts';
import { saidBy, saysFax, saysNoAddress, saysShared, type Said } from '../imports/header-words.ts';
import { saysSomebodyElse } from '../imports/other-people.ts';
import { saysOwnAddress } from '../imports/own-address.ts';
import {
  FURTHER_TARGETS,
  isAddressTarget,
  type AddressKind,
  type HeaderTarget,
} from '../imports/targets.contract.ts';
import { withoutAddressMark } from '../imports/text-mark.ts';
import { areMobileNumbers, shapeOf, type Shape } from './cell-shape.ts';
import { FAILED_ROWS_FIRST, type Mapping } from './columns.ts';
import { saysOfConsent, type SaysOfConsent } from './consent-columns.ts';
import { fieldOfHeader } from './field-of-header.ts';
import { partOfName } from './part-of-name.ts';

/** The detected target of a column, with the reason as the page shows it. */
export type ColumnGuess = {
  column: string;
  target: string | null;
  reason: string;
  /** By its name or its values it may say who does not consent: these rows get no consent. */
  refusals?: true;
};

/** A possible target of a column. Ranks are compared one after the other; higher is better. */
type Candidate = {
  index: number;
  column: string;
  target: HeaderTarget;
  ranks: number[];
  reason: string;
  /** Detected by the column's name, not only by its values. */
  named: boolean;
};

/**
 * Detects the target of each column: by its header first, then by the form of its values. Each target is used once. A
 * further column of addresses is used where the first is empty, if its name shows what it contains; otherwise it is
 * omitted. Addresses are taken only where all words of the header mean the person's own, even if there are no others. All other columns become custom
 * fields.
 * @param columns the header, with unique names
 * @param rows some rows of the file, to inspect values
 * @param named false when the file has no header: then plain digits may be phone numbers, if no other column is
 */
export function guessColumns(
  columns: readonly string[],
  rows: readonly (readonly string[])[],
  country: string,
  named = true,
): ColumnGuess[] {
  const ours = FAILED_ROWS_FIRST.every((name, i) => columns[i] === name);
  const from = ours ? FAILED_ROWS_FIRST.length : 0;
  const looked = columns.map((column, index) => look(column, index, rows, country));
  if (!named) findDigitsOfPhones(looked, country);
  const part = partOfName(
    looked.slice(from).flatMap(({ candidate }) => candidate ?? []),
    rows,
  );
  if (part) Object.assign(part.candidate, { target: part.target, reason: part.reason });
  const best = new Map<HeaderTarget, Candidate>();
  for (const { candidate } of looked.slice(from)) {
    if (!candidate) continue;
    const other = best.get(candidate.target);
    if (!other || isBetter(candidate, other)) best.set(candidate.target, candidate);
  }
  const further = furtherColumns(
    looked.slice(from).flatMap(({ candidate }) => candidate ?? []),
    best,
  );
  const fields = new Set<string>();
  return looked.map(({ column, index, candidate, empty, why, notOwn, values }) => {
    if (index < from) return { column, target: null, reason: 'our own column of failed rows' };
    if (notOwn !== null) return { column, target: null, reason: notOwn };
    const winner = candidate && best.get(candidate.target);
    if (winner?.index === index) return { column, target: winner.target, reason: winner.reason };
    const next = further.get(index);
    if (next) return { column, ...next };
    const second = winner && `“${winner.column}” is used as ${WORDS[winner.target]}`;
    if (winner && (winner.target === 'email' || winner.target === 'phone'))
      return { column, target: null, reason: `left out: ${second}` };
    if (empty) return { column, target: null, reason: 'left out: no values in the first rows' };
    const said = saysOfConsent(column, values, named);
    const field = fieldOf(column, fields);
    if (field === null)
      return {
        column,
        target: null,
        reason: said ? `${NO_NAME}; ${REFUSALS[said]}` : NO_NAME,
        ...(said ? { refusals: true } : {}),
      };
    const target = `field:${field}`;
    if (said) return { column, target, reason: REFUSALS[said], refusals: true };
    return { column, target, reason: second ?? why };
  });
}

/**
 * Returns the further columns of addresses besides the best one: only by their names, because another person's
 * address has the same form.
 */
function furtherColumns(
  candidates: readonly Candidate[],
  best: ReadonlyMap<HeaderTarget, Candidate>,
): ReadonlyMap<number, { target: string; reason: string }> {
  const found = new Map<number, { target: string; reason: string }>();
  const kinds: AddressKind[] = ['email', 'phone'];
  for (const kind of kinds) {
    const before = [best.get(kind)?.column];
    const others = candidates
      .filter(({ target, named, column }) => target === kind && named && !saysShared(column))
      .filter(({ index }) => index !== best.get(kind)?.index)
      // For phones the word matters, since mobile numbers are better; all words for e-mail are equal.
      .map((one) => ({ ...one, ranks: kind === 'email' ? one.ranks.slice(0, 2) : one.ranks }))
      .toSorted((a, b) => (isBetter(a, b) ? -1 : isBetter(b, a) ? 1 : a.index - b.index));
    for (const [i, target] of FURTHER_TARGETS[kind].entries()) {
      const column = others[i];
      if (!column) break;
      const empty = before.map((name) => `“${name}”`).join(' and ');
      const reason = `by its name: used where ${empty} ${before.length > 1 ? 'are' : 'is'} empty`;
      found.set(column.index, { target, reason });
      before.push(column.column);
    }
  }
  return found;
}

const REFUSALS: Record<SaysOfConsent, string> = {
  refuses: 'by its name it says who does not want messages: these rows get no consent',
  consents: 'by its name it says who consented: rows that do not say yes get no consent',
  messages: 'by its name it says who gets messages: rows that do not say yes get no consent',
  state:
    'by its name it may say who does not want messages: rows whose word is not known get no consent',
  mentions: 'by its name it may say who does not want messages: rows that say so get no consent',
  answers:
    'its values are yes and no, and its name does not say to what: rows that do not say yes get no consent, unless you choose that it says nothing about consent',
};

const NO_NAME = 'left out: the column has no name; choose a field with a name to keep its values';

const OF_OTHERS =
  'left out: by its name these are addresses of somebody else; choose a field if they are the person’s own';

const NOT_KNOWN =
  'left out: its name does not say that these are the person’s own addresses; choose a field if they are';

/** Converts the detected targets to a mapping. */
export const mappingOf = (guesses: readonly ColumnGuess[]): Mapping => {
  const mapping: Mapping = {};
  for (const { column, target } of guesses) setOwn<string | null>(mapping, column, target);
  return mapping;
};

const WORDS: Record<HeaderTarget, string> = {
  email: 'e-mail', phone: 'phone', name: 'the name', first_name: 'the first name', last_name: 'the last name',
  locale: 'the language', time_zone: 'the time zone', country: 'the country', tags: 'tags',
}; // prettier-ignore

/** In a file without a header, finds a column of plain digits that are mobile numbers. */
function findDigitsOfPhones(looked: readonly Looked[], country: string): void {
  if (looked.some(({ candidate }) => candidate?.target === 'phone')) return;
  const alone = !looked.some(({ candidate }) => candidate?.target === 'email');
  const found = looked.find(
    ({ candidate, values }) => !candidate && areMobileNumbers(values, country, alone),
  );
  if (!found) return;
  const { index, column } = found;
  const reason = 'its values are digits of mobile numbers';
  found.candidate = { index, column, target: 'phone', ranks: [1, 0, 0], reason, named: false };
}

type Looked = {
  column: string;
  values: readonly string[];
  index: number;
  candidate: Candidate | null;
  empty: boolean;
  /** Why its addresses are not taken for the row's person's own; null when they may be, or it has none. */
  notOwn: string | null;
  /** Why no target was detected. */
  why: string;
};

function look(
  column: string,
  index: number,
  rows: readonly (readonly string[])[],
  country: string,
): Looked {
  const values = rows
    .flatMap((row) => withoutAddressMark(row[index] ?? '').split(/\s*:::\s*/))
    .filter(Boolean);
  const empty = !values.length;
  const shapes = values.map((value) => shapeOf(value, country));
  const share = (...of: Shape[]): number =>
    shapes.filter((shape) => of.includes(shape)).length / (shapes.length || 1);
  const about = consentHeader(column);
  const said = about === 'refuses' || about === 'consents' ? null : saidBy(column);
  const byContent = contentOf(column, share);
  const made = (
    target: HeaderTarget,
    ranks: number[],
    reason: string,
    named: boolean,
  ): Candidate => ({
    index,
    column,
    target,
    ranks: [empty ? 0 : 1, ...ranks],
    reason,
    named,
  });
  const candidate = (): Candidate | null => {
    if (said && trusted(said, byContent?.target, share, empty))
      return made(
        said.target,
        [said.whole ? 2 : 1, -said.order],
        said.whole ? 'by its name' : 'by a word in its name, and its values fit',
        true,
      );
    return byContent && made(byContent.target, [0, 0], byContent.reason, false);
  };
  const found = candidate();
  const notOwn =
    [found?.target, said?.target].some(isAddressTarget) && saysSomebodyElse(column)
      ? OF_OTHERS
      : isAddressTarget(found?.target) && !saysOwnAddress(column)
        ? NOT_KNOWN
        : null;
  const why = whyNothing(column, share);
  return { column, values, index, candidate: notOwn === null ? found : null, empty, notOwn, why };
}

/**
 * Whether the header's meaning is accepted: a word within a header needs matching values, and a name column must not
 * contain addresses.
 */
function trusted(
  said: Said,
  content: HeaderTarget | undefined,
  share: (...of: Shape[]) => number,
  empty: boolean,
): boolean {
  if (said.target === 'name') return content === undefined;
  if (said.whole || empty) return true;
  return said.target === 'email'
    ? share('email') > 0.5
    : share('international', 'national', 'digits') > 0.5;
}

function contentOf(
  column: string,
  share: (...of: Shape[]) => number,
): { target: HeaderTarget; reason: string } | null {
  if (share('email') > 0.6) return { target: 'email', reason: 'its values are e-mail addresses' };
  if (share('date') > 0.2 || saysFax(column)) return null;
  if (share('international') > 0.6)
    return { target: 'phone', reason: 'its values begin with + and are phone numbers' };
  if (share('international', 'national') > 0.6 && !saysNoAddress(column))
    return { target: 'phone', reason: 'its values look like phone numbers' };
  return null;
}

function whyNothing(column: string, share: (...of: Shape[]) => number): string {
  if (saysFax(column)) return 'a fax number cannot receive texts';
  if (share('date') > 0.5) return 'its values are dates';
  if (share('digits') > 0.5)
    return 'its values are plain digits, and its name does not say that they are phone numbers';
  return 'its name is not known';
}

/** Compares two candidates; on a tie the first column stays. */
function isBetter(one: Candidate, other: Candidate): boolean {
  for (const [i, rank] of one.ranks.entries()) {
    const than = other.ranks[i] ?? 0;
    if (rank !== than) return rank > than;
  }
  return false;
}

/** Returns a column's custom field. Two headers of a file that make one name make two fields. */
function fieldOf(header: string, taken: Set<string>): string | null {
  const base = fieldOfHeader(header);
  if (base === null) return null;
  const names = [base, ...Array.from({ length: taken.size + 1 }, (_, i) => `${base}_${i + 2}`)];
  const name = names.find((one) => !taken.has(one)) ?? base;
  taken.add(name);
  return name;
}
