import type { MetaFunction } from '@remix-run/react';
import { SubmitButton } from '../forms/fields.tsx';
import { PageForm } from '../forms/form.tsx';
import { CsvFileField } from '../forms/csv-file.tsx';
import { Fields } from '../forms/layout.tsx';
import { actOnFile, page } from '../server/page.server.ts';
import { redirect } from '../server/redirect.server.ts';
import { Page, Section } from '../ui/page.tsx';

export const meta: MetaFunction = () => [{ title: 'Import contacts · Assent' }];
export const loader = page(async () => null);

export const action = actOnFile(async ({ session, form }) => {
  const { id } = await session.uploadContacts(form);
  return redirect(`/contacts/imports/${id}`);
});

export default function NewImport() {
  return (
    <Page
      title="Import contacts"
      lead="Choose a file, say what its columns are, try it, and then import it."
      back={{ to: '/contacts/imports', label: 'Imports' }}
    >
      <Section>
        <PageForm encType="multipart/form-data">
          <Fields>
            <CsvFileField description="CSV with a header row, up to 100 MB. Delimiter and encoding are detected automatically." />
            <div>
              <SubmitButton>Read the file</SubmitButton>
            </div>
          </Fields>
        </PageForm>
      </Section>
    </Page>
  );
}
