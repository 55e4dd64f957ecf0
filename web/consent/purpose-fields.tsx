import { LongTextField, TextField } from '../forms/fields.tsx';
import { FieldRow } from '../forms/layout.tsx';

type Words = {
  name: string;
  description: string;
  expires_after_days: number | null;
  renew_before_days: number | null;
};

/** What may change about a purpose; each change is its next version. */
export function PurposeFields({ purpose, readOnly }: { purpose?: Words; readOnly?: boolean }) {
  return (
    <>
      <TextField
        name="name"
        label="Name"
        description="As people read it: “News and offers”"
        defaultValue={purpose?.name}
        readOnly={readOnly}
      />
      <LongTextField
        name="description"
        label="Meaning"
        description="What they get, how often. Shown on forms and in the preference centre"
        rows={3}
        defaultValue={purpose?.description}
        readOnly={readOnly}
      />
      <FieldRow>
        <TextField
          name="expires_after_days"
          label="Consent ends after (days)"
          description="Empty: only when withdrawn"
          inputMode="numeric"
          defaultValue={purpose?.expires_after_days ?? ''}
          readOnly={readOnly}
        />
        <TextField
          name="renew_before_days"
          label="Ask to stay (days before)"
          description="Empty: it ends without asking"
          inputMode="numeric"
          defaultValue={purpose?.renew_before_days ?? ''}
          readOnly={readOnly}
        />
      </FieldRow>
    </>
  );
}
