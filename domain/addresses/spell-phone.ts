import {
  getExampleNumber,
  isSupportedCountry,
  parsePhoneNumberFromString,
  type CountryCode,
  type PhoneNumber,
} from 'libphonenumber-js/max';
import examples from 'libphonenumber-js/mobile/examples';
import { plainWidth } from '#lib/full-width.ts';
import { withoutInvisible } from '#lib/invisible.ts';
import { today } from '#lib/phone-spellings.ts';
import type { Spelled } from './spell-email.ts';

/**
 * Normalises a phone number to E.164; accepts digits of any script, brackets and spaces. The whole text must be one
 * number: numbers are not extracted from a sentence, and an extension cannot receive texts.
 * @param country ISO 3166 two letters, for numbers written without a country code
 */
export function spellPhone(raw: string, country: string): Spelled {
  const clear = withoutInvisible(raw).trim();
  const { home, abroad } = readings(clear, country);
  const meant = whichOf(home, abroad, clear, country);
  if (meant === 'unclear')
    return { problem: 'may be two phone numbers: enter it with its country code' };
  if (!meant?.valid) return { problem: 'is not a phone number' };
  if (meant.number.ext) return { problem: 'is not a phone number alone: it has an extension' };
  return {
    address: meant.number.number,
    changed: clear !== raw.trim() || meant.renumbered,
    ...(meant === abroad ? { noted: notedOf(meant.number) } : {}),
    ...(meant.number.number === clear ? { country: meant.number.country ?? null } : {}),
  };
}

const notedOf = ({ country, countryCallingCode }: PhoneNumber): string =>
  `was read with a plus sign, as a number of ${country ?? `+${countryCallingCode}`}`;

/** Returns every number that a text may mean, to find a number that was read differently before. */
export function everyPhone(raw: string, country: string): string[] {
  const { home, abroad } = readings(withoutInvisible(raw).trim(), country);
  return [home, abroad].flatMap((one) =>
    one?.valid && !one.number.ext ? [one.number.number] : [],
  );
}

/** `valid`: asked of the number once, because each answer costs half as much as parsing it. */
type Reading = { number: PhoneNumber; valid: boolean; renumbered: boolean };

/** A number read as a national one, and read as if its first digits were a country code. */
function readings(clear: string, country: string): { home?: Reading; abroad?: Reading } {
  const from: CountryCode | undefined = isSupportedCountry(country) ? country : undefined;
  const text = plainWidth(clear)
    .replace(/\p{Zs}/gu, ' ')
    .replace(/^(tel:|sms:)/i, '')
    .replace(/^\(\s*\+(\d{1,3})\s*\)/, '+$1')
    .replace(/^00/, '+');
  const home = readOne(text, from);
  // Without a country there is no national format to read it by.
  const abroad = from && /^[1-9]/.test(text) ? readOne(`+${text}`, undefined) : undefined;
  return { ...(home ? { home } : {}), ...(abroad ? { abroad } : {}) };
}

function readOne(text: string, country: CountryCode | undefined): Reading | undefined {
  const options = { ...(country ? { defaultCountry: country } : {}), extract: false };
  const read = parsePhoneNumberFromString(text, options);
  if (!read) return undefined;
  const valid = read.isValid();
  if (valid || read.ext) return { number: read, valid, renumbered: false };
  // An old number from before a country's renumbering becomes the current one.
  const now = parsePhoneNumberFromString(today(read.number), options);
  return now && { number: now, valid: now.isValid(), renumbered: now.number !== read.number };
}

/**
 * Chooses a reading. Spreadsheets drop the plus sign, and in plans with numbers of any length (Germany) the rest
 * looks like a landline. A text in the national format is read as national; otherwise the reading that can receive
 * texts is chosen.
 */
function whichOf(
  home: Reading | undefined,
  abroad: Reading | undefined,
  written: string,
  country: string,
): Reading | 'unclear' | undefined {
  if (!abroad?.valid || abroad.number.number === home?.number.number) return home;
  if (home && isWrittenAtHome(home.number, written, country)) return home;
  const abroadIsMobile = isMobile(abroad.number);
  if (!home?.valid) return abroadIsMobile ? abroad : home;
  if (isMobile(home.number) === abroadIsMobile) return 'unclear';
  return abroadIsMobile ? abroad : home;
}

const isMobile = (number: PhoneNumber): boolean =>
  ['MOBILE', 'FIXED_LINE_OR_MOBILE'].includes(number.getType() ?? '');

const digitsOf = (text: string): string => plainWidth(text).replace(/\D/g, '');

/**
 * Whether a text is in the national format: `0151…` in Germany, ten digits in the United States. A landline longer
 * than the country's mobile numbers is not.
 */
function isWrittenAtHome(home: PhoneNumber, written: string, country: string): boolean {
  const digits = digitsOf(written);
  const asWritten = [home.format('NATIONAL'), home.format('NATIONAL', { nationalPrefix: false })];
  if (!asWritten.some((one) => digitsOf(one) === digits)) return false;
  const example = isSupportedCountry(country) ? getExampleNumber(country, examples) : undefined;
  return isMobile(home) || home.nationalNumber.length <= (example?.nationalNumber.length ?? 0);
}
