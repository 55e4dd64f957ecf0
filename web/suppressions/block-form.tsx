import { LongTextField, SelectField, SubmitButton, TextField } from '../forms/fields.tsx';
import { PageForm } from '../forms/form.tsx';
import { FieldRow, Fields } from '../forms/layout.tsx';
import { Section } from '../ui/page.tsx';
import { STATED_REASON_OPTIONS } from './reasons.ts';

/** Blocks one address or several. */
export function BlockForm() {
  return (
    <Section title="Block addresses">
      <PageForm intent="add">
        <Fields>
          <LongTextField
            name="suppressions"
            label="Addresses"
            description="E-mail addresses or phone numbers, one per line"
            autoComplete="off"
            rows={2}
            maxRows={12}
          />
          <FieldRow>
            <SelectField
              name="reason"
              label="Reason"
              data={STATED_REASON_OPTIONS}
              defaultValue="admin"
            />
            <TextField
              name="expires_at"
              type="date"
              label="Until"
              description="Empty: permanently"
            />
          </FieldRow>
          <TextField name="note" label="Note" description="For your colleagues; stored encrypted" />
          <div>
            <SubmitButton>Block</SubmitButton>
          </div>
        </Fields>
      </PageForm>
    </Section>
  );
}
