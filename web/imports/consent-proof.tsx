import { useForm } from '../forms/form.tsx';
import { CheckField, LongTextField, SelectField, TextField } from '../forms/fields.tsx';
import { FieldRow, Fields } from '../forms/layout.tsx';
import type { Option } from '../ui/filters.tsx';
import { CHANNEL_OPTIONS } from '../ui/values.tsx';

/** The consent statement of an import, as the form shows it. */
export type StatedConsent = {
  channel: string;
  purpose: string;
  wording: string | null;
  /** The day in the reader's zone; empty if there is none. */
  day: string;
};

/** The fields of the form by those of the operation. */
export const PROOF_FIELDS = {
  'consent.channel': 'consent_channel',
  'consent.purpose': 'consent_purpose',
  'consent.wording': 'consent_wording',
  'consent.evidence.captured_at': 'consent_date',
};

/** The fields for proof of an earlier consent. Values typed before a dry run are still there after it. */
export function ConsentProof({
  purposes,
  stated,
  channel,
}: {
  purposes: readonly Option[];
  stated: StatedConsent | null;
  /** The channel of the addresses in the file. */
  channel: 'sms' | 'email';
}) {
  const { answer } = useForm();
  return (
    <details open={stated !== null || answer !== undefined}>
      <summary>These people have consented before, and I have the proof</summary>
      <Fields>
        <CheckField
          name="with_consent"
          value="yes"
          label="Record their consent with this proof"
          defaultChecked={stated !== null}
          mt="md"
        />
        <FieldRow>
          <SelectField
            name="consent_channel"
            label="Channel"
            data={CHANNEL_OPTIONS}
            defaultValue={stated?.channel ?? channel}
          />
          <SelectField
            name="consent_purpose"
            label="For"
            data={[...purposes]}
            defaultValue={stated?.purpose}
          />
        </FieldRow>
        <LongTextField
          name="consent_wording"
          label="The wording they agreed to"
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          description="Without wording and date it is not proof, and nobody may be messaged"
          defaultValue={stated?.wording ?? ''}
        />
        <TextField
          name="consent_date"
          type="date"
          label="Date of consent"
          defaultValue={stated?.day}
          maw={220}
        />
      </Fields>
    </details>
  );
}
