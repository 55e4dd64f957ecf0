import type { TextInputProps } from '@mantine/core';
import { TextField } from './fields.tsx';

/** The id of the list from which country fields suggest; `CountryNames` must be on the page once. */
export const COUNTRY_LIST = 'country-names';

/** The countries suggested while somebody types. */
export function CountryNames({ names }: { names: readonly string[] }) {
  return (
    <datalist id={COUNTRY_LIST}>
      {names.map((name) => (
        <option key={name} value={name}>
          {name}
        </option>
      ))}
    </datalist>
  );
}

/** Takes a country by its name or its two letters. */
export function CountryField(props: TextInputProps & { name: string }) {
  return <TextField placeholder="Germany" autoComplete="off" {...props} list={COUNTRY_LIST} />;
}
