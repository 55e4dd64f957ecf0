import { parsePhoneNumberFromString, type PhoneNumber } from 'libphonenumber-js/max';
import { phoneKey } from '#lib/phone-spellings.ts';
import type { NumberType } from './rules.ts';

/** The destination of a text, derived from the phone number. */
export type Destination = {
  /** ISO 3166, two letters; null for satellite and other numbers without a country. +1 covers several countries. */
  country: string | null;
  /** null for premium, shared cost, personal, pager, voicemail and unknown numbers. */
  type: NumberType | null;
  /**
   * The first digits, which identify the network or area. Prefix and mask together leave a thousand possible numbers.
   */
  prefix: string;
  /** The number without its last three digits, the same for all spellings of it. It is nearly the number itself, so use it only in keyed hashes. */
  block: string;
};

const TYPES: Record<string, NumberType> = {
  MOBILE: 'mobile',
  FIXED_LINE_OR_MOBILE: 'mobile',
  FIXED_LINE: 'fixed_line',
  VOIP: 'voip',
  TOLL_FREE: 'toll_free',
};

/** Returns the destination of a number. @param e164 a normalised number */
export function destinationOf(e164: string): Destination {
  const number = parsePhoneNumberFromString(e164);
  return {
    country: number?.country ?? null,
    type: TYPES[number?.getType() ?? ''] ?? null,
    prefix: number ? prefixOf(number) : e164.slice(0, 4),
    block: phoneKey(e164).slice(0, -3),
  };
}

/**
 * Returns the calling code and up to three more digits, but always leaves six digits out. Masks show the last three,
 * so that prefix and mask together leave a thousand possible numbers. `+12015550123` → `+1201`, `+96550012678` →
 * `+96550`.
 */
function prefixOf({ countryCallingCode, nationalNumber }: PhoneNumber): string {
  const shown = Math.max(1, Math.min(3, nationalNumber.length - 6));
  return `+${countryCallingCode}${nationalNumber.slice(0, shown)}`;
}
