import { plainWidth } from '#lib/full-width.ts';
import { withoutInvisible } from '#lib/invisible.ts';
import { plainDigits } from '#lib/plain-digits.ts';
import { normalizeEmail, normalizePhone } from '../../addresses/address.ts';
import { everyPhone } from '../../addresses/spell-phone.ts';

/*
 * Addresses within a longer or a broken cell: `Mrs X <jane@example.com>`, `tel: +43 664 …; home 01 …`,
 * `jane@@example.com`. The addresses to erase are known by their keyed hashes only, so every possible reading is
 * returned: extra candidates do no harm, because only a real address matches a hash.
 */

/** Cells that could contain an address; others are skipped. */
const PERHAPS = /@|＠|\(at\)|\[at\]|%40|&#64;|\p{L}\.\p{L}{2}|(?:\p{Nd}[^\p{L}]{0,4}){6,}/iu;

/** Most candidates of one cell: a cell may be as long as a letter. */
const MOST = 400;

/** Letters of a cell that are looked at. */
export const MOST_LETTERS = 5000;

/** `clear`: nothing in the cell is broken, so it can only be about these addresses. */
export type Found = { emails: string[]; phones: string[]; clear: boolean };

/**
 * Returns every address a cell may contain, in the spelling we index. A cell that is exactly one address contains
 * only that one.
 * @param countries whose calling codes a number may omit
 */
export function possibleAddresses(cell: string, countries: readonly string[]): Found {
  if (!PERHAPS.test(cell)) return { emails: [], phones: [], clear: false };
  const text = withoutInvisible(cell).replace(/^'/, '').slice(0, MOST_LETTERS).replace(/\s{2,}/g, ' '); // prettier-ignore
  const whole = normalizeEmail(text);
  if (whole !== null) return { emails: [whole], phones: [], clear: true };
  const wholes = valid(countries.flatMap((country) => everyPhone(text, country)));
  if (wholes.length) return { emails: [], phones: wholes, clear: true };
  return { emails: emailsIn(text), phones: phonesIn(text, countries), clear: isClear(text) };
}

const valid = (read: readonly (string | null)[]): string[] => [
  ...new Set(read.filter((one) => one !== null)),
];

/** A run between characters that never occur in an address. It begins where a word does: a long cell takes no longer. */
const PART = String.raw`[^\s<>()[\]{}"“”„«»;|\\]`;
const RUN = new RegExp(`(?<!${PART})${PART}+@${PART}+`, 'gu');

function emailsIn(text: string): string[] {
  const written = spelledOut(text);
  // Without typing errors: white space, commas, doubled characters.
  const corrected = written
    .replace(/\s*@[\s@]*/g, '@')
    .replace(/(?<![\s.,])(?=\s?[.,])[\s.,]+(?=\p{L})/gu, '.');
  const runs = [written, corrected].flatMap((one) => one.match(RUN) ?? []);
  const candidates = new Set(runs.flatMap(partsOf));
  if (!written.includes('@')) withSign(written).forEach((one) => candidates.add(one));
  return valid([...candidates].slice(0, MOST).map(normalizeEmail));
}

/** Whether every @ in it belongs to a valid address. */
function isClear(text: string): boolean {
  const signs = text.match(/@/g) ?? [];
  const good = (text.match(RUN) ?? []).filter((run) => normalizeEmail(trimmed(run)) !== null);
  return signs.length > 0 && good.length === signs.length;
}

const trimmed = (run: string): string =>
  run.replace(/^[^\p{L}\p{N}]+|(?<![^\p{L}\p{N}])[^\p{L}\p{N}]+$/gu, '');

/** `jane (at) example dot com`, `jane%40example.com`, `jane&#64;example.com` */
const spelledOut = (text: string): string =>
  plainWidth(text)
    .toLowerCase()
    .replace(/%40|&#0*64;|&#x0*40;|&commat;|\s*[[({<]\s*at\s*[\])}>]\s*|\s+at\s+/g, '@')
    .replace(/%2e|\s*[[({<]\s*(?:dot|punkt)\s*[\])}>]\s*|\s+(?:dot|punkt)\s+/g, '.')
    .replace(/%[0-9a-f]{2}/g, ' ');

/** Letters before and behind an @ that are looked at, more than an address has; and how many @ of a run. */
const LONGEST = 100;
const DOMAIN = 255;
const SIGNS = 40;

/** Splits a run that contains an @: the run itself; else the parts before and after each @ that may be an address. */
function partsOf(run: string): string[] {
  const text = trimmed(run);
  for (const one of [run, text]) if (normalizeEmail(one) !== null) return [one];
  return [...text.matchAll(/@/g)].slice(0, SIGNS).flatMap(({ index }) => {
    const start = Math.max(0, index - LONGEST);
    const locals = bounded(text.slice(start, index)).map((at) => text.slice(start + at, index));
    const rest = text.slice(index + 1, index + 1 + DOMAIN);
    const domains = [...bounded(rest), rest.length].map((at) => rest.slice(0, at).replace(/[^\p{L}\p{N}]+$/u, '')); // prettier-ignore
    return locals.flatMap((local) => domains.filter(Boolean).map((domain) => `${local}@${domain}`));
  });
}

/** Returns where words begin; the last ones are the nearest to the @. */
const bounded = (text: string): number[] =>
  [0, ...[...text.matchAll(/[^\p{L}\p{N}]+/gu)].map((gap) => gap.index + gap[0].length)].slice(-12);

/** Adds the @ to a run without one, in any gap: `jane example.com`, `jane#example.com`, `jane.example.com`. */
const withSign = (text: string): string[] =>
  [...text.matchAll(/(?<=[\p{L}\p{N}_])[^\p{L}\p{N}]{1,3}(?=\p{L}|\p{N})/gu)].slice(0, 40).map((gap) => {
    const start = Math.max(0, gap.index - LONGEST);
    const before = /[^\s<>()"';:,]*$/.exec(text.slice(start, gap.index))?.[0] ?? '';
    const behind = /^[\p{L}\p{N}.-]*/u.exec(text.slice(gap.index + gap[0].length))?.[0] ?? '';
    return `${before}@${behind.replace(/[.-]+$/, '')}`;
  }); // prettier-ignore

/** Groups of digits with the characters people write between them. */
const DIGITS = /[+(]?\d[\d\s().\-–—/+·]*/g;

function phonesIn(text: string, countries: readonly string[]): string[] {
  const candidates = new Set<string>();
  for (const run of plainDigits(plainWidth(text)).match(DIGITS) ?? []) {
    const groups = (run.match(/\d+/g) ?? []).slice(0, 24);
    groups.forEach((_, from) => {
      let digits = '';
      for (const group of groups.slice(from, from + 9)) {
        digits += group;
        if (digits.length > 20) break;
        if (digits.length >= 7) candidates.add(digits);
      }
    });
    // Tolerates an extra digit at either end.
    for (const group of [...groups, groups.join('')]) {
      if (group.length < 9 || group.length > 20) continue;
      for (const cut of [1, 2, 3]) {
        candidates.add(group.slice(cut));
        candidates.add(group.slice(0, -cut));
      }
    }
  }
  return valid(
    [...candidates]
      .slice(0, MOST)
      .flatMap((digits) => [
        normalizePhone(`+${digits.replace(/^0+/, '')}`, ''),
        ...countries.flatMap((country) => everyPhone(digits, country)),
      ]),
  );
}
