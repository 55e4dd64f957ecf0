import { Stack } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { CountryField } from '../forms/country-field.tsx';
import { TextField } from '../forms/fields.tsx';
import { useForm } from '../forms/form.tsx';

/**
 * The country and time zone of an organization. The server guesses them by the browser's language, then a script by
 * its time zone, which is more precise. What somebody has typed by then stays, and every guess is shown and can be
 * changed.
 */
export function LocationFields({
  guess,
  zones,
}: {
  guess: { country: string; time_zone: string };
  zones: Record<string, string>;
}) {
  const { answer } = useForm();
  const fields = useRef<HTMLDivElement>(null);
  const answered = answer !== undefined;
  useEffect(() => {
    const inCountry = fields.current?.querySelector<HTMLInputElement>('[name=country]');
    const inZone = fields.current?.querySelector<HTMLInputElement>('[name=time_zone]');
    if (answered || !inCountry || !inZone) return;
    const here = new Intl.DateTimeFormat().resolvedOptions().timeZone;
    if (!here || here === 'UTC' || inZone.value !== guess.time_zone) return;
    inZone.value = here;
    const found = new Map(Object.entries(zones)).get(here);
    if (found && inCountry.value === guess.country) inCountry.value = found;
  }, [answered, guess, zones]);
  return (
    <Stack gap="md" ref={fields}>
      <CountryField
        name="country"
        label="Country"
        description="For phone numbers without a country code"
        defaultValue={guess.country}
        autoComplete="country-name"
      />
      <TextField
        name="time_zone"
        label="Time zone"
        description="For quiet hours and reports"
        placeholder="Europe/Berlin"
        defaultValue={guess.time_zone}
        autoComplete="off"
      />
    </Stack>
  );
}
