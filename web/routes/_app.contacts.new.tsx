import { useLoaderData, type MetaFunction } from '@remix-run/react';
import { ContactFields } from '../contacts/contact-fields.tsx';
import { SubmitButton } from '../forms/fields.tsx';
import { PageForm } from '../forms/form.tsx';
import { CancelLink, Fields, FormEnd } from '../forms/layout.tsx';
import { countryNames } from '../server/country.server.ts';
import { given, words } from '../server/fields.server.ts';
import { act, page } from '../server/page.server.ts';
import { redirect } from '../server/redirect.server.ts';
import { Page, Section } from '../ui/page.tsx';

export const meta: MetaFunction = () => [{ title: 'Add a contact · Assent' }];
export const loader = page(async () => ({ countries: countryNames() }));

export const action = act(
  { '': ['name', 'email', 'phone', 'tags', 'country', 'locale', 'time_zone'] },
  async ({ api, form }) => {
    const { id } = await api.contacts.create({
      body: {
        ...given(form, ['name', 'email', 'phone', 'country', 'locale', 'time_zone']),
        tags: words(form, 'tags'),
      },
    });
    return redirect(`/contacts/${id}?done=contact-created`);
  },
);

export default function NewContact() {
  const { countries } = useLoaderData<typeof loader>();
  return (
    <Page
      title="Add a contact"
      lead="Adding someone is not consent. Ask for it on the contact's page."
      back={{ to: '/contacts', label: 'Contacts' }}
    >
      <Section>
        <PageForm guarded>
          <Fields>
            <ContactFields countries={countries} />
            <FormEnd>
              <SubmitButton>Add</SubmitButton>
              <CancelLink to="/contacts" />
            </FormEnd>
          </Fields>
        </PageForm>
      </Section>
    </Page>
  );
}
