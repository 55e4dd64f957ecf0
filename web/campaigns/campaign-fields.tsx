import { SelectField, TextField } from '../forms/fields.tsx';
import { FieldRow } from '../forms/layout.tsx';
import type { Option } from '../ui/filters.tsx';
import { CHANNEL_OPTIONS } from '../ui/values.tsx';

export type CampaignValues = {
  name: string;
  channel: string;
  purpose: string;
  rate_per_sec: number | null;
};

/** The fields of a campaign's first step. */
export function CampaignFields({
  purposes,
  values,
}: {
  purposes: readonly Option[];
  values?: CampaignValues;
}) {
  return (
    <>
      <TextField
        name="name"
        label="Name"
        description="For you and your colleagues; recipients do not see it"
        defaultValue={values?.name}
        autoComplete="off"
      />
      <FieldRow>
        <SelectField
          name="channel"
          label="Channel"
          data={CHANNEL_OPTIONS}
          defaultValue={values?.channel ?? 'email'}
        />
        <SelectField
          name="purpose"
          label="Purpose"
          description="Only people who said yes to it get the message"
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          data={[...purposes]}
          defaultValue={values?.purpose}
        />
      </FieldRow>
      <TextField
        name="rate_per_sec"
        label="At most per second"
        description="Empty: as fast as the provider allows"
        inputMode="numeric"
        defaultValue={values?.rate_per_sec ?? ''}
      />
    </>
  );
}
