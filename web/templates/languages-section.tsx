import { ConfirmForm } from '../forms/confirm-form.tsx';
import { SubmitButton, TextField } from '../forms/fields.tsx';
import { PageForm } from '../forms/form.tsx';
import { Fields, FormEnd } from '../forms/layout.tsx';
import { Section } from '../ui/page.tsx';

/**
 * Adds a language to a template. `further`: a language beside the main one, which can become the main one or be
 * removed.
 */
export function LanguagesSection({ further }: { further: string | null }) {
  return (
    <Section
      title="Languages"
      lead="Recipients get their own language if the template has it, otherwise your organization’s, English or the main one, in that order."
    >
      <PageForm intent="language">
        <Fields>
          <TextField name="tag" label="Add a language" placeholder="ar" autoComplete="off" />
          <div>
            <SubmitButton variant="default">Write it</SubmitButton>
          </div>
        </Fields>
      </PageForm>
      {further === null ? null : (
        <FormEnd>
          <PageForm intent="main">
            <SubmitButton variant="default">{`Make ${further} the main one`}</SubmitButton>
          </PageForm>
          <ConfirmForm
            intent="drop"
            ask={`Remove ${further}`}
            act={`Yes, without ${further}`}
            words="Earlier versions keep it."
          />
        </FormEnd>
      )}
    </Section>
  );
}
