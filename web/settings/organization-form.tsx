import { COUNTRY_LIST, CountryNames } from '../forms/country-field.tsx';
import { FieldRow } from '../forms/layout.tsx';
import { LastFields, SettingsForm, TextSetting } from './settings-form.tsx';

export type OrganizationSettings = {
  name: string;
  brand_color: string;
  locale: string;
  country: string;
  time_zone: string;
  postal_address: string | null;
  sms_max_segments: number;
};

/** How people see the organization, and the defaults for reading addresses. */
export function OrganizationForm({
  organization: o,
  countries,
  mayWrite,
}: {
  organization: OrganizationSettings;
  countries: readonly string[];
  mayWrite: boolean;
}) {
  return (
    <SettingsForm mayWrite={mayWrite}>
      <CountryNames names={countries} />
      <LastFields>
        <TextSetting
          name="name"
          label="Name"
          description="In every message and on every public page"
          defaultValue={o.name}
        />
        <TextSetting
          name="postal_address"
          label="Postal address"
          description="At the foot of every mail; marketing mail must have one"
          placeholder="1 Main Street, Springfield, IL 62701, USA"
          defaultValue={o.postal_address ?? ''}
        />
        <TextSetting
          name="sms_max_segments"
          label="Longest text message, in segments"
          description="Longer ones are refused; a segment is 153 characters, or 67 beyond the GSM alphabet"
          type="number"
          defaultValue={String(o.sms_max_segments)}
        />
        <FieldRow>
          <TextSetting name="brand_color" label="Color" type="color" defaultValue={o.brand_color} />
          <TextSetting name="locale" label="Language" placeholder="en" defaultValue={o.locale} />
        </FieldRow>
        <FieldRow>
          <TextSetting
            name="country"
            label="Country"
            description="For phone numbers without a country code"
            placeholder="US, or United States"
            list={COUNTRY_LIST}
            defaultValue={o.country}
          />
          <TextSetting
            name="time_zone"
            label="Time zone"
            description="For quiet hours and reports"
            placeholder="Europe/Berlin"
            defaultValue={o.time_zone}
          />
        </FieldRow>
      </LastFields>
    </SettingsForm>
  );
}
