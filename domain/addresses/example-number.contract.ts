import { getExampleNumber, isSupportedCountry } from 'libphonenumber-js/max';
import examples from 'libphonenumber-js/mobile/examples';

/** Returns an example of a country's mobile numbers, with the country code; null where none is known. */
export const exampleNumber = (country: string | null): string | null =>
  (country !== null && isSupportedCountry(country)
    ? getExampleNumber(country, examples)?.formatInternational()
    : undefined) ?? null;
