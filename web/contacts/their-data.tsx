import { SubmitButton } from '../forms/fields.tsx';
import { PageForm } from '../forms/form.tsx';
import { Fields } from '../forms/layout.tsx';
import { Section } from '../ui/page.tsx';

/** Starts copies and erasures from a contact's page. An erasure first shows what it would delete. */
export function TheirData({ erased }: { erased: boolean }) {
  return (
    <Section title="Their data" lead="A copy of their data, or its erasure">
      <Fields>
        <PageForm intent="export">
          <SubmitButton variant="default">Export data</SubmitButton>
        </PageForm>
        {erased ? null : (
          <PageForm intent="erase">
            <SubmitButton variant="light" color="red">
              Erase …
            </SubmitButton>
          </PageForm>
        )}
      </Fields>
    </Section>
  );
}
