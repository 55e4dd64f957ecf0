import type { TextInputProps } from '@mantine/core';
import { TextField } from './fields.tsx';

/** Of the list that fields for countries suggest from; `CountryNames` has to be on the page once. */
export const COUNTRY_LIST = 'country-names';

/** What is suggested while somebody types a country. */
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

/** A country by its name or its two letters. */
export function CountryField(props: TextInputProps & { name: string }) {
  return <TextField placeholder="Germany" autoComplete="off" {...props} list={COUNTRY_LIST} />;
}
