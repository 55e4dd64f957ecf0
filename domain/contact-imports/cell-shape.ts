import {
  getCountryCallingCode,
  isSupportedCountry,
  parsePhoneNumberFromString,
} from 'libphonenumber-js/max';
import { normalizeEmail, normalizePhone } from '../addresses/address.ts';

/** What a cell looks like by itself. */
export type Shape = 'email' | 'international' | 'national' | 'date' | 'digits' | 'text';

/** Days as people and programs write them, with or without a time behind. */
const DATES = [
  /^\d{4}([-/. ])\d{1,2}\1 ?\d{1,2}$/,
  /^\d{1,2}([-/. ])\d{1,2}\1 ?(\d{4}|\d{2})\.?$/,
  /^\d{4}年\d{1,2}月\d{1,2}日$/,
  /^\d{1,2}[-/. ]\d{4}$|^\d{4}[-/.]\d{1,2}$/,
];
const TIME =
  /[T ,]+\d{1,2}[:.]\d{2}([:.]\d{2}([.,]\d+)?)? ?([ap]\.?m\.?|Z|[+-]\d{2}:?\d{2}|UTC|GMT)?$/i;

const isDate = (text: string): boolean => {
  const day = text.replace(TIME, '').trim().replace(/\. /g, '.');
  return DATES.some((shape) => shape.test(day));
};

/**
 * Without a word in the header a number is a phone number only by its plus sign or by the way it is written; digits
 * alone may be an id, and what may be a day is one.
 */
export function shapeOf(raw: string, country: string): Shape {
  const cell = raw.replace(/\p{Zs}/gu, ' ');
  if (cell.includes('@')) return normalizeEmail(cell) === null ? 'text' : 'email';
  if (!/\d/.test(cell)) return 'text';
  if (isDate(cell)) return 'date';
  if (/^[\d'_]+$/.test(cell)) return 'digits';
  if (normalizePhone(cell, country) === null) return 'text';
  if (/^\(?\+/.test(cell)) return 'international';
  return isWrittenAsPhone(cell, country) ? 'national' : 'text';
}

/** Brackets, or an area code behind a nought, or the American three, three and four. */
function isWrittenAsPhone(cell: string, country: string): boolean {
  const digits = cell.replace(/\D/g, '').length;
  if (digits < 9 || digits > 15) return false;
  if (/^1?[-. ]?\(\d{3}\) ?\d{3}[-. ]\d{4}$|^(1[-. ])?\d{3}([-. ])\d{3}\2\d{4}$/.test(cell))
    return isSupportedCountry(country) && getCountryCallingCode(country) === '1';
  if (/^\(0\d{1,5}\)/.test(cell)) return true;
  // `00` is a number abroad with its groups, or an id with noughts in front.
  if (cell.startsWith('00')) return /^00 ?\d{1,3} \d+( \d+)+$/.test(cell);
  // Two groups with a hyphen are as often a contract or an invoice; a mobile number is not.
  if (/^0\d{1,5}-\d+$/.test(cell)) return isMobile(cell, country);
  // The first group of a Nordic or Swiss personal number is a day, six digits or eight.
  return /^0\d{1,4}[ /.-]/.test(cell) && !/^\d{3}-\d{2}-\d{4}$/.test(cell);
}

const isMobile = (cell: string, country: string): boolean =>
  isSupportedCountry(country) && parsePhoneNumberFromString(cell, country)?.getType() === 'MOBILE';

/** Of ids a few may pass for mobile numbers, nine of ten do not; numbers that follow each other are counted. */
const ENOUGH = { share: 0.9, values: 3 };

/**
 * Whether plain digits are mobile numbers, at home or with their country code.
 * @param alone whether the rows have no other address: then they cannot be ids
 */
export function areMobileNumbers(
  values: readonly string[],
  country: string,
  alone: boolean,
): boolean {
  const cells = [...new Set(values.map((value) => value.trim()))];
  const good = cells.filter((cell) => /^\d{9,15}$/.test(cell) && isMobileDigits(cell, country));
  if (!good.length || good.length < cells.length * ENOUGH.share) return false;
  if (alone || good.every((cell) => /^0[1-9]/.test(cell))) return true;
  const sorted = good.map(Number).toSorted((a, b) => a - b);
  const apart = (sorted.at(-1) ?? 0) - (sorted[0] ?? 0);
  return good.length >= ENOUGH.values && apart > good.length * 10;
}

function isMobileDigits(cell: string, country: string): boolean {
  const address = normalizePhone(cell, country);
  const type = address === null ? undefined : parsePhoneNumberFromString(address)?.getType();
  return type === 'MOBILE' || type === 'FIXED_LINE_OR_MOBILE';
}
