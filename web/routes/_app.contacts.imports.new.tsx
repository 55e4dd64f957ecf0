import { FileInput } from '@mantine/core';
import { data, redirect } from '@remix-run/node';
import type { MetaFunction } from '@remix-run/react';
import { SubmitButton } from '../forms/fields.tsx';
import { PageForm, useForm } from '../forms/form.tsx';
import type { FormAnswer } from '../forms/answer.ts';
import { Fields } from '../forms/layout.tsx';
import { act, page } from '../server/page.server.ts';
import { Page, Section } from '../ui/page.tsx';

export const meta: MetaFunction = () => [{ title: 'Import contacts · Assent' }];
export const loader = page(async () => null);

export const action = act(async ({ session, form }) => {
  const file = form.get('file');
  if (!(file instanceof File) || file.size === 0) {
    const answer: FormAnswer = {
      intent: '',
      message: 'Choose a file',
      errors: [{ path: 'file', message: 'Choose a CSV file' }],
      values: [['file', '']],
    };
    return data(answer, { status: 422 });
  }
  const { id } = await session.uploadContacts(file);
  return redirect(`/contacts/imports/${id}`);
});

export default function NewImport() {
  return (
    <Page
      title="Import contacts"
      lead="Choose a file, say what its columns are, try it, and only then import it."
      back={{ to: '/contacts/imports', label: 'Imports' }}
    >
      <Section>
        <PageForm encType="multipart/form-data">
          <Fields>
            <FileField />
            <div>
              <SubmitButton>Look at the file</SubmitButton>
            </div>
          </Fields>
        </PageForm>
      </Section>
    </Page>
  );
}

function FileField() {
  const { answer } = useForm();
  return (
    <FileInput
      name="file"
      label="File"
      description="CSV with a header row, up to 100 MB. Separators and encodings are found by themselves."
      placeholder="Choose a file"
      accept=".csv,.tsv,.txt,text/csv"
      error={answer?.errors[0]?.message}
    />
  );
}
