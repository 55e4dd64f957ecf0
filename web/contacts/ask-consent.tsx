import { LongTextField, SelectField, SubmitButton } from '../forms/fields.tsx';
import { PageForm } from '../forms/form.tsx';
import { FieldRow, Fields } from '../forms/layout.tsx';
import type { Option } from '../ui/filters.tsx';

/** How the person asked for it; the channel's code or link then proves it. */
const HEARD: Option[] = [
  { value: 'verbal', label: 'In person or by phone' },
  { value: 'paper', label: 'On paper' },
  { value: 'web_form', label: 'On a web form' },
];

/** Asks this person to confirm, by a code in a text or by a link in a mail. */
export function AskConsent({
  channels,
  purposes,
  organization,
}: {
  channels: readonly Option[];
  purposes: readonly Option[];
  organization: string;
}) {
  return (
    <PageForm intent="ask" aria-label="Ask for consent">
      <Fields>
        <FieldRow>
          <SelectField name="channel" label="Channel" data={[...channels]} />
          <SelectField name="purpose" label="For" data={[...purposes]} />
        </FieldRow>
        <SelectField name="source" label="How they agreed" data={HEARD} />
        <LongTextField
          name="wording"
          label="The wording they agreed to"
          description="Stored with the consent, exactly as written"
          defaultValue={`I agree to receive messages from ${organization}. I can stop at any time.`}
        />
        <div>
          <SubmitButton>Send the request</SubmitButton>
        </div>
      </Fields>
    </PageForm>
  );
}
