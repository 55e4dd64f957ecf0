import {
  parsePhoneNumberFromString,
  type CountryCode,
  isSupportedCountry,
} from 'libphonenumber-js/max';
import { plainWidth } from '#lib/full-width.ts';
import { withoutInvisible } from '#lib/invisible.ts';
import { today } from './spellings.ts';
import { spellEmail, type Spelled } from './spell-email.ts';

export type Channel = 'sms' | 'email';

/**
 * A phone number in E.164, in whatever digits and with whatever brackets it is written. The whole text must be one
 * number: nothing is picked out of a sentence, and an extension is no number that a text can reach.
 * @param country ISO 3166 two letters, for numbers written without a country code
 */
export function spellPhone(raw: string, country: string): Spelled {
  const home: CountryCode | undefined = isSupportedCountry(country) ? country : undefined;
  const clear = withoutInvisible(raw).trim();
  const text = plainWidth(clear).replace(/^(tel:|sms:)/i, '').replace(/^\(\s*\+(\d{1,3})\s*\)/, '+$1').replace(/^00/, '+'); // prettier-ignore
  const options = { ...(home ? { defaultCountry: home } : {}), extract: false };
  const read = parsePhoneNumberFromString(text, options);
  // A spelling of before a country renumbered its phones is read as today's.
  const parsed =
    read && !read.isValid() && !read.ext
      ? parsePhoneNumberFromString(today(read.number), options)
      : read;
  if (!parsed?.isValid()) return { problem: 'is not a phone number' };
  if (parsed.ext) return { problem: 'is not a phone number alone: it has an extension' };
  return {
    address: parsed.number,
    changed: clear !== raw.trim() || parsed.number !== read?.number,
  };
}

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
