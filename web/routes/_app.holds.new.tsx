import { Button, Group } from '@mantine/core';
import { Link, useLoaderData, type MetaFunction } from '@remix-run/react';
import { HOLD_SCOPES, type HoldScope } from '../../domain/holds/contract.ts';
import { LongTextField, SelectField, SubmitButton, TextField } from '../forms/fields.tsx';
import { PageForm } from '../forms/form.tsx';
import { Fields, FormEnd } from '../forms/layout.tsx';
import { SCOPE_WORDS } from '../holds/words.ts';
import { oneOf } from '../server/fields.server.ts';
import { holdInput } from '../server/hold-form.server.ts';
import { act, page } from '../server/page.server.ts';
import { redirect } from '../server/redirect.server.ts';
import { Quiet } from '../ui/facts.tsx';
import { Page, Section } from '../ui/page.tsx';

export const meta: MetaFunction = () => [{ title: 'Place a hold · Assent' }];

export const loader = page(async ({ api, url }) => {
  const scope = oneOf(url.searchParams.get('scope') ?? undefined, HOLD_SCOPES) ?? 'contact';
  const id = url.searchParams.get('contact');
  const contact = id && scope === 'contact' ? await api.contacts.get({ params: { id } }) : null;
  const campaigns = scope === 'campaign' ? await api.campaigns.list({ query: { limit: 200 } }) : null; // prettier-ignore
  return {
    scope,
    contact: contact && {
      id: contact.id,
      name: contact.name ?? contact.email ?? contact.phone ?? '',
    },
    campaigns: (campaigns?.data ?? []).map(({ id: value, name }) => ({ value, label: name })),
  };
});

export const action = act({ '': ['scope', 'reason'] }, async ({ api, form }) => {
  const made = await api.legalHolds.place({ body: holdInput(form) });
  return redirect(`/holds/${made.id}?done=hold-placed`);
});

/** The operation takes an address by its kind; the form has one field for both. */
const PERSON = { phone: 'person', email: 'person' };

export default function NewHold() {
  const { scope, contact, campaigns } = useLoaderData<typeof loader>();
  return (
    <Page
      title="Place a hold"
      lead="Nothing under it is erased or deleted, whoever asks, until somebody releases the hold."
      back={{ to: '/holds', label: 'Legal holds' }}
    >
      <Section>
        <Group component="nav" gap="xs" mb="md" aria-label="What to keep">
          {HOLD_SCOPES.map((one) => (
            <Button
              key={one}
              component={Link}
              to={`?scope=${one}`}
              replace
              variant={one === scope ? 'filled' : 'default'}
              aria-current={one === scope ? 'true' : undefined}
            >
              {SCOPE_WORDS[one]}
            </Button>
          ))}
        </Group>
        <PageForm guarded standsFor={PERSON}>
          <Fields>
            <input type="hidden" name="scope" value={scope} />
            <Kept scope={scope} contact={contact} campaigns={campaigns} />
            <LongTextField
              name="reason"
              label="Why"
              description="Stored encrypted. Name the case or letter rather than people."
              rows={2}
            />
            <FormEnd>
              <SubmitButton>Place the hold</SubmitButton>
            </FormEnd>
          </Fields>
        </PageForm>
      </Section>
    </Page>
  );
}

function Kept(props: {
  scope: HoldScope;
  contact: { id: string; name: string } | null;
  campaigns: { value: string; label: string }[];
}) {
  const { scope, contact, campaigns } = props;
  if (scope === 'tenant') {
    return <Quiet>All people, messages, consents and files of this organization are kept.</Quiet>;
  }
  if (scope === 'campaign') {
    return campaigns.length ? (
      <SelectField
        name="campaign_id"
        label="Campaign"
        description="Its messages, and whoever got one, are kept"
        data={campaigns}
      />
    ) : (
      <Quiet>There is no campaign yet.</Quiet>
    );
  }
  if (contact) {
    return (
      <>
        <input type="hidden" name="contact_id" value={contact.id} />
        <Quiet>Everything about {contact.name} is kept.</Quiet>
      </>
    );
  }
  return (
    <TextField
      name="person"
      label="E-mail address or phone number"
      description="Of one of your contacts, or of somebody you only messaged"
      autoComplete="off"
    />
  );
}
