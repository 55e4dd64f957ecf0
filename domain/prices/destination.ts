import { parsePhoneNumberFromString, type PhoneNumber } from 'libphonenumber-js/max';
import type { NumberType } from './rules.ts';

/** What a phone number tells about where a text to it goes. */
export type Destination = {
  /** ISO 3166, two letters; null for satellite and other numbers of no country. +1 is not one country. */
  country: string | null;
  /** null for premium, shared cost, personal, pager, voicemail and unknown numbers. */
  type: NumberType | null;
  /** The first digits, that say which network or area: with a mask it leaves a thousand numbers. */
  prefix: string;
  /** The thousand numbers around it. Nearly the number itself: only for keyed hashes. */
  block: string;
};

const TYPES: Record<string, NumberType> = {
  MOBILE: 'mobile',
  FIXED_LINE_OR_MOBILE: 'mobile',
  FIXED_LINE: 'fixed_line',
  VOIP: 'voip',
  TOLL_FREE: 'toll_free',
};

/** @param e164 a normalised number */
export function destinationOf(e164: string): Destination {
  const number = parsePhoneNumberFromString(e164);
  return {
    country: number?.country ?? null,
    type: TYPES[number?.getType() ?? ''] ?? null,
    prefix: number ? prefixOf(number) : e164.slice(0, 4),
    block: e164.slice(0, -3),
  };
}

/**
 * The calling code and up to three digits more, but so few that six stay unknown: masks show the last three,
 * so that even with the prefix a number is one of a thousand. `+12015550123` → `+1201`, `+96550012678` → `+96550`.
 */
function prefixOf({ countryCallingCode, nationalNumber }: PhoneNumber): string {
  const shown = Math.max(1, Math.min(3, nationalNumber.length - 6));
  return `+${countryCallingCode}${nationalNumber.slice(0, shown)}`;
}
