import { TextField } from '../forms/fields.tsx';
import { LocationFields } from './location-fields.tsx';
import type { ComponentProps } from 'react';

/** The fields of a new organization; `CountryNames` must be on the page. */
export function NewOrganizationFields({ guess, zones }: ComponentProps<typeof LocationFields>) {
  return (
    <>
      <TextField
        name="name"
        label="Name"
        description="The name people will see in your messages"
        autoComplete="organization"
        required
        withAsterisk={false}
      />
      <LocationFields guess={guess} zones={zones} />
    </>
  );
}
