import {
  getCountryCallingCode,
  isSupportedCountry,
  parsePhoneNumberFromString,
} from 'libphonenumber-js/max';
import { normalizeEmail, normalizePhone } from '../addresses/address.ts';

/** The form of a cell's value. */
export type Shape = 'email' | 'international' | 'national' | 'date' | 'digits' | 'text';

/** Formats of dates; a time may follow. */
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
 * Returns the form of a value. Without a hint in the header, a number counts as a phone number only by its plus sign
 * or its formatting: plain digits may be an id, and a possible date counts as a date.
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

/**
 * Whether a value is formatted as a phone number: brackets, an area code with a leading zero, or the American 3-3-4
 * format.
 */
function isWrittenAsPhone(cell: string, country: string): boolean {
  const digits = cell.replace(/\D/g, '').length;
  if (digits < 9 || digits > 15) return false;
  if (/^1?[-. ]?\(\d{3}\) ?\d{3}[-. ]\d{4}$|^(1[-. ])?\d{3}([-. ])\d{3}\2\d{4}$/.test(cell))
    return isSupportedCountry(country) && getCountryCallingCode(country) === '1';
  if (/^\(0\d{1,5}\)/.test(cell)) return true;
  // `00` begins an international number in groups, or an id with leading zeros.
  if (cell.startsWith('00')) return /^00 ?\d{1,3} \d+( \d+)+$/.test(cell);
  // Two groups with a hyphen are often a contract or an invoice, except when they form a mobile number.
  if (/^0\d{1,5}-\d+$/.test(cell)) return isMobile(cell, country);
  // Not with a first group of six or eight digits (the date in Nordic and Swiss personal numbers), nor as 3-2-4 (US
  // social security number).
  return /^0\d{1,4}[ /.-]/.test(cell) && !/^\d{3}-\d{2}-\d{4}$/.test(cell);
}

const isMobile = (cell: string, country: string): boolean =>
  isSupportedCountry(country) && parsePhoneNumberFromString(cell, country)?.getType() === 'MOBILE';

/** Some ids are also valid mobile numbers, but never nine of ten. Consecutive values are a counter. */
const ENOUGH = { share: 0.9, values: 3 };

/**
 * Returns whether plain digits are mobile numbers, in national format or with a country code.
 * @param alone whether the rows have no other address: then the values are not ids
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
