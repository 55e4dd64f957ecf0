import countries from 'i18n-iso-countries/index.js';
import { z } from 'zod';
import { ASSIGNED, BY_PHONE_ONLY, countryNamed } from './country-names.ts';

export type Country = { code: string; name: string };

const english = new Intl.DisplayNames('en', { type: 'region' });

/** Every country by its English name. */
export const COUNTRIES: readonly Country[] = [...ASSIGNED]
  .map((code) => ({ code, name: english.of(code) ?? code }))
  .toSorted((a, b) => a.name.localeCompare(b.name, 'en'));

const KNOWN: ReadonlySet<string> = new Set([...ASSIGNED, ...BY_PHONE_ONLY]);

/**
 * Returns the two ISO 3166 letters of a country, by its letters (two or three), its flag, or its name in any known
 * language: `de`, `DEU`, `Germany`, `Alemania`, `Deutschland (DE)`. Null for an unknown or ambiguous name (`Congo`).
 */
export function countryCodeOf(text: string): string | null {
  if (text.length > LONGEST) return null;
  const known = met.get(text);
  if (known !== undefined) return known;
  if (met.size >= MOST_MET) met.clear();
  const written = withoutFlag(text).trim();
  const code = oneOf(written) ?? agreeing(written);
  met.set(text, code);
  return code;
}

const LONGEST = 100;

/** Cache: files repeat the same few names in every row. */
const met = new Map<string, string | null>();
const MOST_MET = 2_000;

function oneOf(written: string): string | null {
  const letters = written.toUpperCase();
  if (/^[A-Z]{2}$/.test(letters))
    return letters === 'UK' ? 'GB' : KNOWN.has(letters) ? letters : null;
  const code = /^[A-Z]{3}$/.test(letters) ? countries.alpha3ToAlpha2(letters) : undefined;
  // Three capital letters are the code.
  if (code !== undefined && letters === written) return code;
  const named = countryNamed(written);
  if (code === undefined || named === null || named === code) return named ?? code ?? null;
  // `Nga` is Russia in Vietnamese; `nga` may be the code of Nigeria.
  return /^\p{Lu}/u.test(written) ? named : null;
}

/** `Germany (DE)`, `DE - Germany`: both parts name the same country. */
function agreeing(written: string): string | null {
  const parts = written.split(/\s*[()[\]/|,;:]\s*|\s+[-–—]\s+/).filter(Boolean);
  if (parts.length !== 2) return null;
  const [one, other] = parts.map(oneOf);
  return one !== undefined && one === other ? one : null;
}

/** A flag (`🇩🇪`) is encoded with the letters of its country. */
const withoutFlag = (text: string): string =>
  text.replaceAll(/[\u{1f1e6}-\u{1f1ff}]/gu, (sign) =>
    String.fromCharCode((sign.codePointAt(0) ?? 0) - 0x1f1e6 + 65),
  );

/** Returns a country's English name; the letters themselves when they are not assigned. */
export const countryName = (code: string): string =>
  KNOWN.has(code.toUpperCase()) ? (english.of(code.toUpperCase()) ?? code) : code;

const NOT_ONE = 'must be a known country, such as Germany, DE or DEU';

const codeOf = (takes: (code: string) => boolean, message: string) =>
  z
    .string()
    .max(LONGEST, message)
    .refine((text) => {
      const code = countryCodeOf(text);
      return code !== null && takes(code);
    }, message)
    .overwrite((text) => countryCodeOf(text) ?? text)
    .describe('ISO 3166-1, two letters; three letters and names in many languages are understood');

/** A country as a client or file names it; stored as its two letters. */
export const countryCode = codeOf((code) => ASSIGNED.has(code), NOT_ONE);

/** A person's country: includes islands that only have a calling code. */
export const whereabouts = codeOf(() => true, NOT_ONE);

/** Builds the schema of a country that texts may be sent to. @param reaches whether a country has phone numbers */
export const destinationOf = (reaches: (code: string) => boolean) =>
  codeOf(reaches, 'must be a country with phone numbers, such as Germany, DE or DEU');
