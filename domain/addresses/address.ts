import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { spellEmail, type Spelled } from './spell-email.ts';
import { spellPhone } from './spell-phone.ts';

export type Channel = 'sms' | 'email';

/** Normalises an address of a channel to the indexed spelling, or returns what is wrong with it. */
export const spellAddress = (channel: Channel, raw: string, country: string): Spelled =>
  channel === 'sms' ? spellPhone(raw, country) : spellEmail(raw);

/*
 * For look-ups, blocks and withdrawals: an invalid address gives null, and invisible characters are ignored. Code
 * that stores a new address reports what is wrong with it: `readAddress` (addresses.ts).
 */
export const normalizeEmail = (raw: string): string | null => addressIn(spellEmail(raw));
/** Normalises a phone number; null when it is invalid. @param country for numbers without a country code */
export const normalizePhone = (raw: string, country: string): string | null =>
  addressIn(spellPhone(raw, country));

/** Normalises an address of a channel to the indexed spelling; null when it is invalid. */
export const normalizeAddress = (channel: Channel, raw: string, country: string): string | null =>
  addressIn(spellAddress(channel, raw, country));

const addressIn = (spelled: Spelled): string | null =>
  'address' in spelled ? spelled.address : null;

/** Masks an e-mail address: `amina@example.com` → `a•••@example.com` */
export function maskEmail(email: string): string {
  const at = email.lastIndexOf('@');
  return `${[...email][0] ?? ''}•••${at < 0 ? '' : email.slice(at)}`;
}

/** Masks a phone number: `+96550012678` → `+965•••••678`; the number of dots does not reveal the length. */
export function maskPhone(e164: string): string {
  const code = parsePhoneNumberFromString(e164)?.countryCallingCode ?? e164.slice(1, 3);
  return `+${code}•••••${e164.slice(-3)}`;
}

/** Masks an address of a channel. An empty address (erased) stays empty. */
export const maskAddress = (channel: Channel, value: string): string => {
  if (value === '') return '';
  return channel === 'sms' ? maskPhone(value) : maskEmail(value);
};

/** Masks a name: `Amina Khalil` → `A••• K•••` */
export const maskName = (name: string): string =>
  name
    .trim()
    .split(/\s+/)
    .map((word) => `${[...word][0] ?? ''}•••`)
    .join(' ');

/**
 * Returns the country of an E.164 number, two ISO 3166 letters; null where a calling code covers several countries
 * and none matches.
 */
export const countryOf = (e164: string): string | null =>
  parsePhoneNumberFromString(e164)?.country ?? null;
