import { getAllTimezones, getCountry } from 'countries-and-timezones';
import { COUNTRIES, countryCodeOf, countryName } from '../../domain/countries.contract.ts';

/** Returns the names of countries to choose from. */
export const countryNames = (): string[] => COUNTRIES.map(({ name }) => name);

/** A country by name, and its zone if it has only one; empty if nothing is known. */
export type LocationGuess = { country: string; time_zone: string };

/**
 * Guesses the country by the first language with a region: `de-AT, en;q=0.5`. @param languages an `Accept-Language`
 * header
 */
export function guessLocation(languages: string): LocationGuess {
  const region = languages
    .split(',')
    .map((one) => /^\s*[a-z]{2,3}(?:-[a-z]{4})?-([a-z]{2})\b/i.exec(one)?.[1])
    .find((one) => one !== undefined);
  const code = region ? countryCodeOf(region) : null;
  if (code === null) return { country: '', time_zone: '' };
  const zones = COUNTRIES.some((one) => one.code === code)
    ? (getCountry(code)?.timezones ?? [])
    : [];
  return { country: countryName(code), time_zone: (zones.length === 1 && zones[0]) || '' };
}

/** Returns the country name of each zone that belongs to only one country. */
export const zoneCountries = (): Record<string, string> =>
  Object.fromEntries(
    Object.values(getAllTimezones()).flatMap(({ name, countries }) => {
      const [only, ...others] = countries;
      return only && !others.length ? [[name, countryName(only)]] : [];
    }),
  );
