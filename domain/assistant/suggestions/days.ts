import { foldLetters } from '#lib/fold-letters.ts';

/** A day or month by its names in one language. */
type Named = {
  /** The same day in every language: `day 5`, `month 12`, `in 1`. */
  is: string;
  long: string;
  short: string;
};

const known = new Map<string, readonly Named[]>();

/** Returns the names of weekdays and months, and today, tomorrow and the like; none of a language without data. */
function namesOf(language: string): readonly Named[] {
  const names = known.get(language) ?? read(language);
  known.set(language, names);
  return names;
}

function read(language: string): readonly Named[] {
  if (!Intl.DateTimeFormat.supportedLocalesOf(language).length) return [];
  const say = (options: Intl.DateTimeFormatOptions, day: Date): string =>
    foldLetters(new Intl.DateTimeFormat(language, { ...options, timeZone: 'UTC' }).format(day));
  // The first of January 2024 was a Monday.
  const weekdays = Array.from({ length: 7 }, (_, i) => new Date(Date.UTC(2024, 0, i + 1)));
  const months = Array.from({ length: 12 }, (_, i) => new Date(Date.UTC(2024, i, 1)));
  const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  return [
    ...weekdays.map((day, i) => ({ is: `day ${i}`, long: say({ weekday: 'long' }, day), short: say({ weekday: 'short' }, day) })),
    ...months.map((day, i) => ({ is: `month ${i + 1}`, long: say({ month: 'long' }, day), short: say({ month: 'short' }, day) })),
    ...[0, 1].map((days) => {
      const word = foldLetters(relative.format(days, 'day'));
      return { is: `in ${days}`, long: word, short: word };
    }),
  ]; // prettier-ignore
}

const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]/u; // prettier-ignore
const WORD = /[\p{L}\p{M}]+(?:-[\p{L}\p{M}]+)*/gu;
/** “May” is a month only beside a number. */
const NUMBER_BEFORE = /\p{Nd}[\p{P}\p{L}]{0,3}\s?$/u;
const NUMBER_AFTER = /^\s?\p{Nd}/u;
/** Letters before a month that are looked at. */
const NEAR = 8;

/** Returns the days that a text names, as they are written. */
function daysIn(text: string, language: string): { is: string; shown: string }[] {
  const names = namesOf(language);
  return [...text.matchAll(WORD)].flatMap(({ 0: shown, index }) => {
    const folded = foldLetters(shown);
    const named = names.find(({ long }) => long === folded);
    if (!named) return [];
    const isDay =
      !named.is.startsWith('month') ||
      NUMBER_BEFORE.test(text.slice(Math.max(0, index - NEAR), index)) ||
      NUMBER_AFTER.test(text.slice(index + shown.length));
    return isDay ? [{ is: named.is, shown }] : [];
  });
}

/** Whether a text names a day, in whichever case its language puts it. */
function names(text: string, { long, short, is }: Named): boolean {
  const folded = foldLetters(text);
  if (UNSPACED.test(long)) return folded.includes(long) || folded.includes(short);
  const words = folded.match(WORD) ?? [];
  const stem = long.length > 4 ? long.slice(0, -2) : long;
  const month = /^month (\d+)$/.exec(is)?.[1];
  return (
    words.some((word) => word.includes(stem) || word === short.replace(/\.$/, '')) ||
    // A month may be its number: 3.5.
    (month !== undefined && new RegExp(`(?<!\\d)0?${month}(?!\\d)`).test(text))
  );
}

/** Returns the days and months of a text that another lacks, as they are written. Nothing of languages without data. */
export function daysGone(
  before: { text: string; language: string },
  after: { text: string; language: string },
): string[] {
  const now = namesOf(after.language);
  return daysIn(before.text, before.language).flatMap(({ is, shown }) => {
    const named = now.find((one) => one.is === is);
    return named && !names(after.text, named) ? [shown] : [];
  });
}
