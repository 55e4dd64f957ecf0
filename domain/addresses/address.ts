import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { spellEmail, type Spelled } from './spell-email.ts';
import { spellPhone } from './spell-phone.ts';

export type Channel = 'sms' | 'email';

/** An address of a channel in the one spelling we index, or what is wrong with it. */
export const spellAddress = (channel: Channel, raw: string, country: string): Spelled =>
  channel === 'sms' ? spellPhone(raw, country) : spellEmail(raw);

/*
 * For whoever looks up, blocks or withdraws: what cannot be an address is null, and invisible characters do not hide
 * one. Whoever keeps a new address says what is wrong with it: `readAddress` (addresses.ts).
 */
export const normalizeEmail = (raw: string): string | null => addressIn(spellEmail(raw));
export const normalizePhone = (raw: string, country: string): string | null =>
  addressIn(spellPhone(raw, country));

/** An address of a channel in the spelling we index, or null. */
export const normalizeAddress = (channel: Channel, raw: string, country: string): string | null =>
  addressIn(spellAddress(channel, raw, country));

const addressIn = (spelled: Spelled): string | null =>
  'address' in spelled ? spelled.address : null;

/** `amina@example.com` → `a•••@example.com` */
export function maskEmail(email: string): string {
  const at = email.lastIndexOf('@');
  return `${[...email][0] ?? ''}•••${at < 0 ? '' : email.slice(at)}`;
}

/** `+96550012678` → `+965•••••678`; the dots do not tell the length. */
export function maskPhone(e164: string): string {
  const code = parsePhoneNumberFromString(e164)?.countryCallingCode ?? e164.slice(1, 3);
  return `+${code}•••••${e164.slice(-3)}`;
}

/** Of an address that is gone nothing is left to show: empty stays empty. */
export const maskAddress = (channel: Channel, value: string): string => {
  if (value === '') return '';
  return channel === 'sms' ? maskPhone(value) : maskEmail(value);
};

/** `Amina Khalil` → `A••• K•••` */
export const maskName = (name: string): string =>
  name
    .trim()
    .split(/\s+/)
    .map((word) => `${[...word][0] ?? ''}•••`)
    .join(' ');

/** The country of an E.164 number, ISO 3166 two letters; null where a code covers several and none fits. */
export const countryOf = (e164: string): string | null =>
  parsePhoneNumberFromString(e164)?.country ?? null;
