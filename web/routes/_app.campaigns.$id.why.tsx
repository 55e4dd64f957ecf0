import { Button } from '@mantine/core';
import { data } from '@remix-run/node';
import { Link, useActionData, useLoaderData, type MetaFunction } from '@remix-run/react';
import { Search } from 'lucide-react';
import { SubmitButton, TextField } from '../forms/fields.tsx';
import { PageForm } from '../forms/form.tsx';
import { Fields, FormEnd } from '../forms/layout.tsx';
import { filters, text } from '../server/fields.server.ts';
import { act, page } from '../server/page.server.ts';
import { redirect } from '../server/redirect.server.ts';
import { Empty } from '../ui/empty.tsx';
import { Page, Section } from '../ui/page.tsx';
import { WhyActions } from '../why/actions.tsx';
import { ProofSheet, Whom } from '../why/proof-sheet.tsx';
import type { Why } from '../why/type.ts';

export const meta: MetaFunction = () => [{ title: 'Why this person · Assent' }];

export const loader = page(async ({ api, params, url, session }) => {
  const id = String(params['id']);
  const mayReveal = session.permissions.includes('pii:read');
  const reveal = mayReveal && url.searchParams.get('reveal') === 'true';
  const campaign = await api.campaigns.get({ params: { id } });
  const { message_id, contact_id } = filters(url, ['message_id', 'contact_id']);
  const asked = { reveal: String(reveal) };
  const why = message_id
    ? await api.whys.message({ params: { id: message_id }, query: asked })
    : contact_id
      ? await api.whys.campaign({ params: { id }, query: { contact_id, ...asked } })
      : null;
  if (why && why.campaign?.id !== id)
    throw data({ message: 'Not in this campaign' }, { status: 404 });
  return { campaign, why, mayReveal, reveal };
});

/** The address is sent in the body. A known person then gets a URL of this page with their id. */
export const action = act({ find: ['address'] }, async ({ api, params, form }) => {
  const id = String(params['id']);
  const address = text(form, 'address') ?? '';
  const whom = address.includes('@') ? { email: address } : { phone: address };
  const why = await api.whys.campaignPerson({ params: { id }, body: whom });
  // With several rows only the id tells which one was meant.
  if (why.message_id) throw redirect(`/campaigns/${id}/why?message_id=${why.message_id}`);
  if (why.contact_id) throw redirect(`/campaigns/${id}/why?contact_id=${why.contact_id}`);
  return { why };
});

const foundIn = (said: unknown): Why | null =>
  typeof said === 'object' && said !== null && 'why' in said ? (said as { why: Why }).why : null;

export default function WhyPerson() {
  const { campaign, why: loaded, mayReveal, reveal } = useLoaderData<typeof loader>();
  const said = useActionData();
  const why = foundIn(said) ?? loaded;
  return (
    <Page
      title="Why this person"
      lead={
        why ? (
          <>
            <Whom why={why} /> and the campaign “{campaign.name}”.
          </>
        ) : (
          'Why somebody did or did not get this campaign: enter their address, or pick a recipient.'
        )
      }
      back={{ to: `/campaigns/${campaign.id}`, label: campaign.name }}
      actions={loaded ? <WhyActions mayReveal={mayReveal} reveal={reveal} /> : null}
    >
      <Section title="Who is it about?">
        <PageForm intent="find">
          <Fields>
            <TextField name="address" label="E-mail address or phone number" required />
            <FormEnd>
              <SubmitButton>Find out why</SubmitButton>
              <Button component={Link} to={`/campaigns/${campaign.id}/recipients`} variant="subtle">
                Pick a recipient
              </Button>
            </FormEnd>
          </Fields>
        </PageForm>
      </Section>
      {why ? (
        <ProofSheet why={why} />
      ) : (
        <Section>
          <Empty icon={Search} title="Nobody chosen yet">
            It also answers for people who were left out, and for people who were never in the
            audience.
          </Empty>
        </Section>
      )}
    </Page>
  );
}
