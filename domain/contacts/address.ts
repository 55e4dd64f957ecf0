import { domainToASCII } from 'node:url';
import {
  parsePhoneNumberFromString,
  type CountryCode,
  isSupportedCountry,
} from 'libphonenumber-js/max';

export type Channel = 'sms' | 'email';

// RFC 5321 lengths; the shape is what real mail systems take, not all that RFC 5322 allows.
const LOCAL = /^[^\s@"(),:;<>[\\\]]{1,64}$/u;

/**
 * An e-mail address in the one spelling we index: trimmed, NFC, lower-case, the domain in ASCII (IDNA).
 * @returns null when nothing could be delivered to it
 */
export function normalizeEmail(raw: string): string | null {
  const value = raw.trim().normalize('NFC');
  const at = value.lastIndexOf('@');
  if (at < 1 || value.length > 254) return null;
  const local = value.slice(0, at).toLowerCase();
  const domain = domainToASCII(value.slice(at + 1)).toLowerCase();
  if (!LOCAL.test(local) || local.startsWith('.') || local.endsWith('.') || local.includes('..'))
    return null;
  if (
    !/^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/.test(
      domain,
    )
  )
    return null;
  return `${local}@${domain}`;
}

/**
 * A phone number in E.164.
 * @param country ISO 3166 two letters, for numbers written without a country code
 */
export function normalizePhone(raw: string, country: string): string | null {
  const home: CountryCode | undefined = isSupportedCountry(country) ? country : undefined;
  const parsed = parsePhoneNumberFromString(raw.trim().replace(/^00/, '+'), home);
  return parsed?.isValid() ? parsed.number : null;
}

/** An address of a channel in the spelling we index, or null. */
export const normalizeAddress = (channel: Channel, raw: string, country: string): string | null =>
  channel === 'sms' ? normalizePhone(raw, country) : normalizeEmail(raw);

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

/** Empty is the address of somebody who was erased. */
export const maskAddress = (channel: Channel, value: string): string => {
  if (value === '') return 'erased';
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
