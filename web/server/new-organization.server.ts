import { countryNames, guessLocation, zoneCountries } from './country.server.ts';
import { given, text } from './fields.server.ts';

/** Returns what the form of a new organization offers. */
export const placesFor = (request: Request) => ({
  guess: guessLocation(request.headers.get('accept-language') ?? ''),
  zones: zoneCountries(),
  names: countryNames(),
});

/** Reads the form of a new organization. Empty places are left out, so that the API uses its defaults. */
export const newOrganizationIn = (form: FormData) => ({
  name: text(form, 'name') ?? '',
  ...given(form, ['country', 'time_zone']),
});
