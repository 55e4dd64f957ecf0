import { foldLetters } from '#lib/fold-letters.ts';
import { dayAt } from '#lib/time-zone.ts';
import { CONTACT_SOURCES, type SegmentCondition } from '../../contacts/conditions/contract.ts';
import { COUNTRIES, countryCodeOf } from '../../countries.contract.ts';
import { calendarDay } from '../../instant.contract.ts';
import { languageOf } from '../../language-tag.contract.ts';
import { nearest } from '../../templates/nearest.ts';
import { isTimeZone } from '../../time-zone.contract.ts';
import type { Known } from './known.ts';

/** A value as a rule takes it, or why there is no such value. */
export type Checked = { value: unknown } | { fault: string };

type Check = (given: string, known: Known) => Checked;

/** How a value of each field is looked up; whatever kinds of conditions there are, each needs an entry. */
const CHECKS: Record<SegmentCondition['field'], Check> = {
  tags: (given, { tags }) => among(given, tags, 'no contact has the tag'),
  locale: (given) => {
    const value = languageOf(given);
    return value === null ? unknown(given, 'there is no language') : { value };
  },
  country: (given) => {
    const value = countryCodeOf(given);
    if (value !== null) return { value };
    return unknown(given, 'there is no country', nearest(given, COUNTRIES.map(({ name }) => name))); // prettier-ignore
  },
  time_zone: (given) =>
    isTimeZone(given)
      ? { value: given }
      : unknown(given, 'there is no time zone', nearest(given, Intl.supportedValuesOf('timeZone'))),
  source: (given) => among(given, CONTACT_SOURCES, 'there is no source'),
  created_at: (given, { zone }) => {
    const value = dayOf(given, zone);
    return calendarDay.safeParse(value).success ? { value } : unknown(given, 'there is no day');
  },
  has_email: yesOrNo,
  has_phone: yesOrNo,
};

/** Looks a value up among those that there are. What only looks like one is named, and not taken for it. */
export const checkValue = (
  field: SegmentCondition['field'],
  given: unknown,
  known: Known,
): Checked => (typeof given === 'string' ? CHECKS[field](given.trim(), known) : { value: given });

function among(given: string, known: readonly string[], none: string): Checked {
  if (known.includes(given)) return { value: given };
  const folded = foldLetters(given);
  const same = known.filter((one) => foldLetters(one) === folded);
  if (same.length === 1) return { value: same[0] };
  return unknown(given, none, same[0] ?? nearest(given, known));
}

const unknown = (given: string, none: string, meant?: string): Checked => ({
  fault: `${none} “${given}”${meant === undefined ? '' : `; did you mean “${meant}”?`}`,
});

/** The rule shows a day, whichever way the model wrote it. */
function dayOf(given: string, zone: string): string {
  if (!/^\d{4}-\d\d-\d\dT/.test(given)) return given;
  const at = new Date(given);
  return Number.isNaN(at.getTime()) ? given : dayAt(at, zone);
}

const WORDS: ReadonlyMap<string, boolean> = new Map([
  ['true', true], ['yes', true], ['false', false], ['no', false],
]); // prettier-ignore

function yesOrNo(given: string): Checked {
  return { value: WORDS.get(given.toLowerCase()) ?? given };
}
