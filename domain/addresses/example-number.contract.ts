import { getExampleNumber, isSupportedCountry } from 'libphonenumber-js/max';
import examples from 'libphonenumber-js/mobile/examples';

/** How a mobile number of a country looks, with its country code; null where nobody knows. */
export const exampleNumber = (country: string | null): string | null =>
  (country !== null && isSupportedCountry(country)
    ? getExampleNumber(country, examples)?.formatInternational()
    : undefined) ?? null;
