import { redirect } from '@remix-run/node';
import type { MetaFunction } from '@remix-run/react';
import { PurposeFields } from '../consent/purpose-fields.tsx';
import { SelectField, SubmitButton, TextField } from '../forms/fields.tsx';
import { PageForm } from '../forms/form.tsx';
import { FieldRow, Fields, FormEnd } from '../forms/layout.tsx';
import { oneOf, text } from '../server/fields.server.ts';
import { act, page } from '../server/page.server.ts';
import { purposeWords } from '../server/purpose-form.server.ts';
import { Page, Section } from '../ui/page.tsx';

export const meta: MetaFunction = () => [{ title: 'New purpose · Assent' }];

const CATEGORIES = ['marketing', 'transactional'] as const;

export const loader = page(async () => null);

export const action = act(async ({ api, form }) => {
  const made = await api.purposes.create({
    body: {
      key: text(form, 'key') ?? '',
      category: oneOf(text(form, 'category'), CATEGORIES) ?? 'marketing',
      ...purposeWords(form),
    },
  });
  return redirect(`/purposes/${made.id}?done=purpose-added`);
});

export default function NewPurpose() {
  return (
    <Page
      title="New purpose"
      lead="One thing people say yes to. If some would want only half of it, make two."
      back={{ to: '/purposes', label: 'Purposes' }}
    >
      <Section>
        <PageForm>
          <Fields>
            <FieldRow>
              <TextField
                name="key"
                label="Key"
                description="For the API, for good: small letters, digits and _"
                placeholder="event_invitations"
                autoComplete="off"
              />
              <SelectField
                name="category"
                label="Kind"
                description="Marketing carries opt-out wording and quiet hours; it stays"
                data={[
                  { value: 'marketing', label: 'Marketing' },
                  { value: 'transactional', label: 'Transactional' },
                ]}
              />
            </FieldRow>
            <PurposeFields />
            <FormEnd>
              <SubmitButton>Add the purpose</SubmitButton>
            </FormEnd>
          </Fields>
        </PageForm>
      </Section>
    </Page>
  );
}
