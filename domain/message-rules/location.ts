import { countryOf } from '../addresses/address.ts';
import { AREA_CODES, STATE_ZONES } from './nanp.ts';
import type { Location } from './quiet-hours.ts';

declare global {
  namespace Intl {
    // In the runtime (ECMA-402 Locale Info), not yet in TypeScript's library.
    // oxlint-disable-next-line typescript/consistent-type-definitions -- merges with the library's own
    interface Locale {
      getTimeZones(): string[] | undefined;
    }
  }
}

/** What is known about a person's location. */
export type Whereabouts = {
  /** The profile's time zone, as the person or the tenant stated it. */
  timeZone: string | null;
  /** A state or province from the profile's fields: `FL`, `US-FL` or `Florida`. */
  state: string | null;
  /** E.164. */
  phone: string | null;
};
export type Home = { country: string; timeZone: string };

/**
 * Returns where a person may be.
 * Zones: the profile's, else the state's, else all that the number's area code or country may be in (an area code is
 * not a location), else the tenant's.
 * Regions whose rules apply: those of the state, else of the number, else the tenant's country.
 */
export function locationOf(person: Whereabouts, home: Home): Location {
  const number = person.phone === null ? null : locationOfNumber(person.phone);
  const country = number?.regions[0] ?? home.country;
  const state = stateOf(person.state, country);
  const regions = state ? [state.slice(0, 2), state] : (number?.regions ?? [home.country]);
  const zones = (person.timeZone === null ? null : [person.timeZone]) ??
    (state ? STATE_ZONES.get(state) : null) ??
    number?.zones ?? [home.timeZone];
  return { zones, regions };
}

/** Returns the regions of a number: its country, then the states of its area code. Null: it could be anywhere. */
function locationOfNumber(phone: string): Location | null {
  const area = phone.startsWith('+1') ? AREA_CODES.get(phone.slice(2, 5)) : undefined;
  if (area)
    return { zones: area.zones, regions: [area.regions[0]?.slice(0, 2) ?? 'US', ...area.regions] };
  const country = countryOf(phone);
  const zones = country === null ? [] : zonesOfCountry(country);
  return country === null || !zones.length ? null : { zones, regions: [country] };
}

const byCountry = new Map<string, readonly string[]>();

/** Returns every zone of a country, from the runtime's own time-zone data. */
function zonesOfCountry(country: string): readonly string[] {
  const known = byCountry.get(country);
  if (known) return known;
  const zones = new Intl.Locale(`und-${country}`).getTimeZones() ?? [];
  byCountry.set(country, zones);
  return zones;
}

/** Maps `fl`, `US-FL` and `Florida` in the United States to `US-FL`; null for an unknown state. */
function stateOf(said: string | null, country: string): string | null {
  const word = said?.trim().toUpperCase() ?? '';
  const code = STATE_NAMES.get(word) ?? (word.includes('-') ? word : `${country}-${word}`);
  return STATE_ZONES.has(code) ? code : null;
}

/** English names of states and provinces. ISO 3166-2:US and :CA. */
const STATE_NAMES: ReadonlyMap<string, string> = new Map(
  `US-AL Alabama|US-AK Alaska|US-AZ Arizona|US-AR Arkansas|US-CA California|US-CO Colorado|US-CT Connecticut|US-DE Delaware|US-DC District of Columbia|US-FL Florida|US-GA Georgia|US-HI Hawaii|US-ID Idaho|US-IL Illinois|US-IN Indiana|US-IA Iowa|US-KS Kansas|US-KY Kentucky|US-LA Louisiana|US-ME Maine|US-MD Maryland|US-MA Massachusetts|US-MI Michigan|US-MN Minnesota|US-MS Mississippi|US-MO Missouri|US-MT Montana|US-NE Nebraska|US-NV Nevada|US-NH New Hampshire|US-NJ New Jersey|US-NM New Mexico|US-NY New York|US-NC North Carolina|US-ND North Dakota|US-OH Ohio|US-OK Oklahoma|US-OR Oregon|US-PA Pennsylvania|US-RI Rhode Island|US-SC South Carolina|US-SD South Dakota|US-TN Tennessee|US-TX Texas|US-UT Utah|US-VT Vermont|US-VA Virginia|US-WA Washington|US-WV West Virginia|US-WI Wisconsin|US-WY Wyoming|CA-AB Alberta|CA-BC British Columbia|CA-MB Manitoba|CA-NB New Brunswick|CA-NL Newfoundland and Labrador|CA-NS Nova Scotia|CA-NT Northwest Territories|CA-NU Nunavut|CA-ON Ontario|CA-PE Prince Edward Island|CA-QC Quebec|CA-SK Saskatchewan|CA-YT Yukon`
    .split('|')
    .map((line) => [line.slice(6).toUpperCase(), line.slice(0, 5)]),
);
