import { useLoaderData, type MetaFunction } from '@remix-run/react';
import { text } from '../server/fields.server.ts';
import { act, page, TEMPLATE_FORM } from '../server/page.server.ts';
import { redirect } from '../server/redirect.server.ts';
import { templateSource } from '../server/template-preview.server.ts';
import { TemplateEditor } from '../templates/editor.tsx';
import { Page } from '../ui/page.tsx';

export const meta: MetaFunction = () => [{ title: 'New template · Assent' }];

export const loader = page(async ({ url }) => ({
  channel: url.searchParams.get('channel') === 'sms' ? 'sms' : 'email',
}));

export const action = act(async ({ api, form }) => {
  const { id } = await api.templates.create({
    body: { name: text(form, 'name') ?? '', ...templateSource(form) },
  });
  return redirect(`/templates/${id}?done=saved`);
}, TEMPLATE_FORM);

export default function NewTemplate() {
  const { channel } = useLoaderData<typeof loader>();
  return (
    <Page
      title={channel === 'sms' ? 'New text' : 'New mail'}
      back={{ to: '/templates', label: 'Templates' }}
    >
      <TemplateEditor channel={channel} preview={null} />
    </Page>
  );
}
