import { CountryField, CountryNames } from '../forms/country-field.tsx';
import { TextField } from '../forms/fields.tsx';
import { FieldRow } from '../forms/layout.tsx';
import { usePhoneExample } from '../core/organization-facts.ts';

export type ContactValues = {
  name: string | null;
  email: string | null;
  phone: string | null;
  locale: string | null;
  time_zone: string | null;
  /** Its name. */
  country: string | null;
  tags: readonly string[];
};

/** The fields for adding or changing a contact. */
export function ContactFields({
  values,
  countries,
}: {
  values?: ContactValues;
  /** The names of countries to choose from. */
  countries: readonly string[];
}) {
  const phone = usePhoneExample();
  return (
    <>
      <TextField name="name" label="Name" defaultValue={values?.name ?? ''} autoComplete="off" />
      <FieldRow>
        <TextField
          name="email"
          label="E-mail"
          type="email"
          defaultValue={values?.email ?? ''}
          autoComplete="off"
        />
        <TextField
          name="phone"
          label="Phone"
          type="tel"
          description={`With its country code${phone ? `, such as ${phone}` : ''}`}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          defaultValue={values?.phone ?? ''}
          autoComplete="off"
        />
      </FieldRow>
      <TextField
        name="tags"
        label="Tags"
        description="Separated by commas"
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        defaultValue={values?.tags.join(', ') ?? ''}
        autoComplete="off"
      />
      <CountryNames names={countries} />
      <FieldRow>
        <CountryField
          name="country"
          label="Country"
          description="Empty: that of the phone number"
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          defaultValue={values?.country ?? ''}
        />
        <TextField
          name="locale"
          label="Language"
          placeholder="en, ar-KW"
          defaultValue={values?.locale ?? ''}
        />
        <TextField
          name="time_zone"
          label="Time zone"
          placeholder="Asia/Kuwait"
          defaultValue={values?.time_zone ?? ''}
        />
      </FieldRow>
    </>
  );
}
