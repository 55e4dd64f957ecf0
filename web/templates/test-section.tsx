import { SelectField, SubmitButton, TextField } from '../forms/fields.tsx';
import { PageForm } from '../forms/form.tsx';
import { Fields } from '../forms/layout.tsx';
import { Section } from '../ui/page.tsx';

/** Sends a template to one address. @param languages those it has; which one is asked when there are several */
export function TestSection({
  languages,
  chosen,
}: {
  languages: readonly string[];
  chosen: string;
}) {
  return (
    <Section
      title="Send a test"
      lead="To an address that has consented to something on this channel"
    >
      <PageForm intent="test">
        <Fields>
          <TextField name="to" label="To" autoComplete="off" />
          {languages.length > 1 ? (
            <SelectField
              name="test_language"
              label="In"
              data={[...languages]}
              defaultValue={chosen}
            />
          ) : null}
          <div>
            <SubmitButton variant="default">Send the test</SubmitButton>
          </div>
        </Fields>
      </PageForm>
    </Section>
  );
}
