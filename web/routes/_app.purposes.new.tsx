import { useLoaderData, type MetaFunction } from '@remix-run/react';
import { PurposeEditor } from '../consent/purpose-editor.tsx';
import { SelectField, TextField } from '../forms/fields.tsx';
import { FieldRow } from '../forms/layout.tsx';
import { chosen, text } from '../server/fields.server.ts';
import { act, page } from '../server/page.server.ts';
import { PURPOSE_FIELDS, purposeWords } from '../server/purpose-form.server.ts';
import { previewOfPurpose } from '../server/purpose-preview.server.tsx';
import { redirect } from '../server/redirect.server.ts';
import { Page } from '../ui/page.tsx';

export const meta: MetaFunction = () => [{ title: 'New purpose · Assent' }];

const CATEGORIES = ['marketing', 'transactional'] as const;

const NOTHING = {
  name: '',
  description: '',
  translations: {},
  expires_after_days: null,
  renew_before_days: null,
};

export const loader = page(async ({ session }) => {
  const { locale } = session.organization;
  return { locale, preview: await previewOfPurpose(session, { ...NOTHING, language: locale }) };
});

export const action = act(
  { words: ['key', 'category', ...PURPOSE_FIELDS] },
  async ({ api, form }) => {
    const made = await api.purposes.create({
      body: {
        key: text(form, 'key') ?? '',
        category: chosen(form, 'category', CATEGORIES),
        ...purposeWords(form),
      },
    });
    return redirect(`/purposes/${made.id}?done=purpose-added`);
  },
);

export default function NewPurpose() {
  const { locale, preview } = useLoaderData<typeof loader>();
  return (
    <Page
      title="New purpose"
      lead="One thing people say yes to. If some would want only half of it, create two."
      back={{ to: '/purposes', label: 'Purposes' }}
    >
      <PurposeEditor
        saved={{ ...NOTHING, language: locale }}
        head={
          <FieldRow>
            <TextField
              name="key"
              label="Key"
              description="For the API; it cannot be changed. Lowercase letters, digits and _"
              placeholder="event_invitations"
              autoComplete="off"
            />
            <SelectField
              name="category"
              label="Kind"
              description="Marketing has opt-out wording and quiet hours. It cannot be changed"
              data={[
                { value: 'marketing', label: 'Marketing' },
                { value: 'transactional', label: 'Transactional' },
              ]}
            />
          </FieldRow>
        }
        preview={preview}
        mayWrite
        button="Add the purpose"
      />
    </Page>
  );
}
