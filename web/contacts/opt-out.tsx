import { SelectField, SubmitButton } from '../forms/fields.tsx';
import { PageForm } from '../forms/form.tsx';
import { FieldRow, Fields } from '../forms/layout.tsx';
import type { Option } from '../ui/filters.tsx';

const TOLD: Option[] = [
  { value: 'verbal', label: 'In person or by phone' },
  { value: 'paper', label: 'On paper' },
  { value: 'admin', label: 'Our own decision' },
];

/** Records that this person withdraws. */
export function OptOut({
  channels,
  purposes,
}: {
  channels: readonly Option[];
  purposes: readonly Option[];
}) {
  return (
    <PageForm intent="out" aria-label="Record a withdrawal">
      <Fields>
        <FieldRow>
          <SelectField name="channel" label="Channel" data={[...channels]} />
          <SelectField
            name="purpose"
            label="For"
            data={[{ value: '', label: 'Everything on this channel' }, ...purposes]}
          />
        </FieldRow>
        <SelectField name="source" label="How they told us" data={TOLD} />
        <div>
          <SubmitButton variant="outline" color="red">
            Record the withdrawal
          </SubmitButton>
        </div>
      </Fields>
    </PageForm>
  );
}
