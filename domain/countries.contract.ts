import { getAllCountries } from 'countries-and-timezones';

export type Country = { code: string; name: string };

const long = new Intl.DisplayNames('en', { type: 'region' });
const short = new Intl.DisplayNames('en', { type: 'region', style: 'short' });
const known = Object.values(getAllCountries());

/** Every country by its English name. */
export const COUNTRIES: readonly Country[] = known
  .map(({ id, name }) => ({ code: id, name: long.of(id) ?? name }))
  .toSorted((a, b) => a.name.localeCompare(b.name, 'en'));

/** What people also say. */
const ALSO: readonly (readonly [string, string])[] = [
  ['USA', 'US'], ['America', 'US'], ['Great Britain', 'GB'], ['Britain', 'GB'], ['England', 'GB'],
  ['Scotland', 'GB'], ['Wales', 'GB'], ['Northern Ireland', 'GB'], ['Holland', 'NL'], ['Emirates', 'AE'],
  ['UAE', 'AE'], ['Turkey', 'TR'], ['Czech Republic', 'CZ'], ['Ivory Coast', 'CI'], ['Swaziland', 'SZ'],
  ['Macedonia', 'MK'], ['Vatican', 'VA'], ['Bosnia', 'BA'], ['Macau', 'MO'], ['Cabo Verde', 'CV'],
  ['East Timor', 'TL'], ['Republic of Ireland', 'IE'], ['DR Congo', 'CD'], ['Palestine', 'PS'],
]; // prettier-ignore

/** Without case, accents, punctuation and `the`: `The Côte d’Ivoire` → `cotedivoire`. */
const plain = (name: string): string =>
  name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll('&', 'and')
    .replaceAll(/\bst\.?\s/g, 'saint ')
    .replace(/^the\s+/, '')
    .replaceAll(/[^\p{L}]/gu, '');

/** `Myanmar (Burma)` is called by both. */
const calledBy = (name: string): string[] => [name, ...name.split(/[()]/)].map(plain);

const byName = new Map<string, string>([
  ...known.flatMap(({ id, name }) =>
    [plain(name), ...[long.of(id) ?? name, short.of(id) ?? name].flatMap(calledBy)]
      .filter(Boolean)
      .map((called): [string, string] => [called, id]),
  ),
  ...ALSO.map(([called, id]): [string, string] => [plain(called), id]),
]);
const codes = new Set(known.map(({ id }) => String(id)));

/** The ISO 3166 letters of a country by its letters or its English name: `de`, `Germany`, `the USA`; null for others. */
export function countryCodeOf(text: string): string | null {
  const code = text.trim().toUpperCase();
  if (codes.has(code)) return code;
  return byName.get(plain(text)) ?? null;
}

/** A country's English name; the letters themselves where nobody has them. */
export const countryName = (code: string): string =>
  COUNTRIES.find((country) => country.code === code.toUpperCase())?.name ?? code;
