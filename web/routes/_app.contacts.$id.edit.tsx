import { Alert } from '@mantine/core';
import { useLoaderData, type MetaFunction } from '@remix-run/react';
import { countryCodeOf, countryName } from '../../domain/countries.contract.ts';
import { ContactFields } from '../contacts/contact-fields.tsx';
import { SubmitButton } from '../forms/fields.tsx';
import { PageForm } from '../forms/form.tsx';
import { CancelLink, Fields, FormEnd } from '../forms/layout.tsx';
import { countryNames } from '../server/country.server.ts';
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
  const country = contact.country && countryName(contact.country);
  return { id: contact.id, clear, values: { ...values, country }, countries: countryNames() };
});

export const action = act(
  { '': ['name', 'email', 'phone', 'tags', 'country', 'locale', 'time_zone'] },
  async ({ api, form, params, session }) => {
    const id = String(params['id']);
    const clear = session.permissions.includes('pii:read');
    const personal = (name: string): string | null | undefined =>
      text(form, name) ?? (clear ? null : undefined);
    const before = (await api.contacts.get({ params: { id } })).country;
    const typed = text(form, 'country') ?? null;
    // Left as it was, it does not outlast a number of another country.
    const same = typed === null ? before === null : countryCodeOf(typed) === before;
    await api.contacts.update({
      params: { id },
      body: {
        name: personal('name'),
        email: personal('email'),
        phone: personal('phone'),
        ...(same ? {} : { country: typed }),
        locale: text(form, 'locale') ?? null,
        time_zone: text(form, 'time_zone') ?? null,
        tags: words(form, 'tags'),
      },
    });
    return redirect(`/contacts/${id}?done=contact-saved`);
  },
);

export default function EditContact() {
  const { id, clear, values, countries } = useLoaderData<typeof loader>();
  return (
    <Page title="Change a contact" back={{ to: `/contacts/${id}`, label: 'The contact' }}>
      <Section>
        <PageForm guarded>
          <Fields>
            {clear ? null : (
              <Alert color="gray">
                You may not see name, e-mail and phone. Leave them empty to keep them as they are.
              </Alert>
            )}
            <ContactFields values={values} countries={countries} />
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
