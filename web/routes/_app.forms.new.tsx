import { useLoaderData, type MetaFunction } from '@remix-run/react';
import { newForm } from '../../domain/forms/contract.ts';
import { text } from '../server/fields.server.ts';
import { FORM_FIELDS, formOf } from '../server/form-fields.server.ts';
import { previewOf } from '../server/form-preview.server.tsx';
import { act, page } from '../server/page.server.ts';
import { FormEditor } from '../sign-up-forms/editor.tsx';
import { purposeChoices } from '../server/choices.server.ts';
import { redirect } from '../server/redirect.server.ts';
import { Page } from '../ui/page.tsx';

export const meta: MetaFunction = () => [{ title: 'New form · Assent' }];

export const loader = page(async ({ api, session }) => {
  const { name: _, slug: __, ...start } = newForm.parse({ name: '-', slug: 'x' });
  return {
    start: { ...start, purposes: [], asks: 'every_marketing' as const },
    purposes: await purposeChoices(api),
    organization: session.organization,
    preview: await previewOf(
      session,
      { ...start, purposes: [], asks: 'every_marketing', texts: {} },
      { channel: 'sms', language: 'en' },
    ),
  };
});

export const action = act({ save: FORM_FIELDS }, async ({ api, form }) => {
  const made = await api.forms.create({
    body: { name: text(form, 'name') ?? '', slug: text(form, 'slug') ?? '', ...formOf(form) },
  });
  return redirect(`/forms/${made.id}?done=form-made`);
});

export default function NewForm() {
  const { start, purposes, organization, preview } = useLoaderData<typeof loader>();
  return (
    <Page title="New form" back={{ to: '/forms', label: 'Forms' }}>
      <FormEditor
        saved={{ ...start, name: '', slug: '', is_default: false, version: 0 }}
        fresh
        mayWrite
        purposes={purposes}
        organization={organization}
        preview={preview}
      />
    </Page>
  );
}
