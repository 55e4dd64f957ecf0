import { Alert } from '@mantine/core';
import { useLoaderData, type MetaFunction } from '@remix-run/react';
import { ContactFields } from '../contacts/contact-fields.tsx';
import { SubmitButton } from '../forms/fields.tsx';
import { PageForm } from '../forms/form.tsx';
import { CancelLink, Fields, FormEnd } from '../forms/layout.tsx';
import { text, words } from '../server/fields.server.ts';
import { act, page } from '../server/page.server.ts';
import { redirect } from '../server/redirect.server.ts';
import { Page, Section } from '../ui/page.tsx';

export const meta: MetaFunction = () => [{ title: 'Change a contact · Assent' }];

/** A user who may not see the values may still replace them: an empty field then keeps the stored value. */
export const loader = page(async ({ api, params, session }) => {
  const clear = session.permissions.includes('pii:read');
  const contact = await api.contacts.get({
    params: { id: String(params['id']) },
    query: { reveal: String(clear) },
  });
  const values = clear ? contact : { ...contact, name: null, email: null, phone: null };
  return { id: contact.id, clear, values };
});

export const action = act(
  { '': ['name', 'email', 'phone', 'tags', 'locale', 'time_zone'] },
  async ({ api, form, params, session }) => {
    const id = String(params['id']);
    const clear = session.permissions.includes('pii:read');
    const personal = (name: string): string | null | undefined =>
      text(form, name) ?? (clear ? null : undefined);
    await api.contacts.update({
      params: { id },
      body: {
        name: personal('name'),
        email: personal('email'),
        phone: personal('phone'),
        locale: text(form, 'locale') ?? null,
        time_zone: text(form, 'time_zone') ?? null,
        tags: words(form, 'tags'),
      },
    });
    return redirect(`/contacts/${id}?done=contact-saved`);
  },
);

export default function EditContact() {
  const { id, clear, values } = useLoaderData<typeof loader>();
  return (
    <Page title="Change a contact" back={{ to: `/contacts/${id}`, label: 'The contact' }}>
      <Section>
        <PageForm>
          <Fields>
            {clear ? null : (
              <Alert color="gray">
                You may not see name, e-mail and phone. Leave them empty to keep them as they are.
              </Alert>
            )}
            <ContactFields values={values} />
            <FormEnd>
              <SubmitButton>Save</SubmitButton>
              <CancelLink to={`/contacts/${id}`} />
            </FormEnd>
          </Fields>
        </PageForm>
      </Section>
    </Page>
  );
}
