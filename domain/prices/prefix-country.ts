import {
  getCountries,
  getCountryCallingCode,
  isSupportedCountry,
  Metadata,
  parsePhoneNumberFromString,
  type CountryCode,
} from 'libphonenumber-js/max';

/** The longest area that tells a country from those with the same calling code. */
const MOST_DIGITS = 5;
/** Of +1: the area code, which is part of every number there. */
const AREA = 3;

/**
 * Returns whether numbers of a country may begin with a prefix. Several countries may share a calling code; then the
 * digits after it decide, as they do for a number that a text goes to.
 */
export function leadsTo(prefix: string, code: string): boolean {
  if (!isSupportedCountry(code)) return true;
  const calling = `+${getCountryCallingCode(code)}`;
  if (!prefix.startsWith(calling)) return calling.startsWith(prefix);
  const digits = prefix.slice(calling.length);
  if (calling === '+1') return begun(digits, AREA).some((area) => areaIsOf(area, code));
  const own = leading(code);
  return own === null
    ? !getCountries().some(
        (other) => `+${getCountryCallingCode(other)}` === calling && leading(other)?.test(digits),
      )
    : begun(digits, MOST_DIGITS).some((all) => own.test(all));
}

/** The digits by which a country is told from others with its calling code; null where there are none. */
function leading(code: CountryCode): RegExp | null {
  const metadata = new Metadata();
  metadata.selectNumberingPlan(code);
  const digits = metadata.numberingPlan?.leadingDigits();
  return digits ? new RegExp(`^(?:${digits})`) : null;
}

/** Returns every text of this many digits that begins with these; longer ones as they are. */
function begun(digits: string, length: number): string[] {
  const open = length - digits.length;
  if (open <= 0) return [digits];
  return Array.from({ length: 10 ** open }, (_, i) => `${digits}${String(i).padStart(open, '0')}`);
}

/** Whether an area code of +1 belongs to a country. One that nobody has yet may become anybody's. */
function areaIsOf(digits: string, code: string): boolean {
  const area = digits.slice(0, AREA);
  const country = parsePhoneNumberFromString(`+1${area}${EXCHANGE}`)?.country;
  return country === undefined ? /^[2-9]/.test(area) : country === code;
}
/** The rest of a number that may exist with any area code. */
const EXCHANGE = '2345678';
