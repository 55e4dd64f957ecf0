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
import { today } from './spellings.ts';
import type { Spelled } from './spell-email.ts';

/**
 * A phone number in E.164, in whatever digits and with whatever brackets and spaces it is written. The whole text must
 * be one number: nothing is picked out of a sentence, and an extension is no number that a text can reach.
 * @param country ISO 3166 two letters, for numbers written without a country code
 */
export function spellPhone(raw: string, country: string): Spelled {
  const clear = withoutInvisible(raw).trim();
  const { home, abroad } = readings(clear, country);
  const meant = whichOf(home, abroad, clear, country);
  if (meant === 'unclear')
    return { problem: 'may be two phone numbers: write it with its country code' };
  if (!meant?.number.isValid()) return { problem: 'is not a phone number' };
  if (meant.number.ext) return { problem: 'is not a phone number alone: it has an extension' };
  return {
    address: meant.number.number,
    changed: clear !== raw.trim() || meant.renumbered,
    ...(meant === abroad ? { noted: notedOf(meant.number) } : {}),
  };
}

const notedOf = ({ country, countryCallingCode }: PhoneNumber): string =>
  `was read with a plus sign, as a number of ${country ?? `+${countryCallingCode}`}`;

/** Every number that a text may be: for whoever must find what was read in another way before. */
export function everyPhone(raw: string, country: string): string[] {
  const { home, abroad } = readings(withoutInvisible(raw).trim(), country);
  return [home, abroad].flatMap((one) =>
    one?.number.isValid() && !one.number.ext ? [one.number.number] : [],
  );
}

type Reading = { number: PhoneNumber; renumbered: boolean };

/** A number as it is read at home, and as if its first digits were a country code. */
function readings(clear: string, country: string): { home?: Reading; abroad?: Reading } {
  const from: CountryCode | undefined = isSupportedCountry(country) ? country : undefined;
  const text = plainWidth(clear)
    .replace(/\p{Zs}/gu, ' ')
    .replace(/^(tel:|sms:)/i, '')
    .replace(/^\(\s*\+(\d{1,3})\s*\)/, '+$1')
    .replace(/^00/, '+');
  const home = readOne(text, from);
  // Without a country nothing says how it is written at home.
  const abroad = from && /^[1-9]/.test(text) ? readOne(`+${text}`, undefined) : undefined;
  return { ...(home ? { home } : {}), ...(abroad ? { abroad } : {}) };
}

function readOne(text: string, country: CountryCode | undefined): Reading | undefined {
  const options = { ...(country ? { defaultCountry: country } : {}), extract: false };
  const read = parsePhoneNumberFromString(text, options);
  if (!read || read.isValid() || read.ext) return read && { number: read, renumbered: false };
  // A spelling of before a country renumbered its phones is read as today's.
  const now = parsePhoneNumberFromString(today(read.number), options);
  return now && { number: now, renumbered: now.number !== read.number };
}

/**
 * Spreadsheets drop the plus sign, and plans with numbers of any length (Germany) take what is left for a landline.
 * What is written as numbers are written at home stays at home; else the reading is taken that a text can reach.
 */
function whichOf(
  home: Reading | undefined,
  abroad: Reading | undefined,
  written: string,
  country: string,
): Reading | 'unclear' | undefined {
  if (!abroad?.number.isValid() || abroad.number.number === home?.number.number) return home;
  if (home && isWrittenAtHome(home.number, written, country)) return home;
  const abroadIsMobile = isMobile(abroad.number);
  if (!home?.number.isValid()) return abroadIsMobile ? abroad : home;
  if (isMobile(home.number) === abroadIsMobile) return 'unclear';
  return abroadIsMobile ? abroad : home;
}

const isMobile = (number: PhoneNumber): boolean =>
  ['MOBILE', 'FIXED_LINE_OR_MOBILE'].includes(number.getType() ?? '');

const digitsOf = (text: string): string => plainWidth(text).replace(/\D/g, '');

/** `0151…` in Germany, ten digits in the United States; not what is longer than a mobile number there. */
function isWrittenAtHome(home: PhoneNumber, written: string, country: string): boolean {
  const digits = digitsOf(written);
  const asWritten = [home.format('NATIONAL'), home.format('NATIONAL', { nationalPrefix: false })];
  if (!asWritten.some((one) => digitsOf(one) === digits)) return false;
  const example = isSupportedCountry(country) ? getExampleNumber(country, examples) : undefined;
  return isMobile(home) || home.nationalNumber.length <= (example?.nationalNumber.length ?? 0);
}
