import { COUNTRIES, countryCodeOf } from '../../domain/countries.contract.ts';

/** A country as somebody typed it, by name or letters, as its letters; what is none goes on, for the API to refuse. */
export const countryTyped = (text: string): string =>
  countryCodeOf(text) ?? text.trim().toUpperCase();

/** The names to choose from. */
export const countryNames = (): string[] => COUNTRIES.map(({ name }) => name);
