import { useLoaderData, type MetaFunction } from '@remix-run/react';
import { CampaignFields } from '../campaigns/campaign-fields.tsx';
import { Steps } from '../campaigns/steps.tsx';
import { SubmitButton } from '../forms/fields.tsx';
import { PageForm } from '../forms/form.tsx';
import { Fields, FormEnd } from '../forms/layout.tsx';
import { campaignBasics } from '../server/campaign-form.server.ts';
import { purposeChoices } from '../server/choices.server.ts';
import { act, page } from '../server/page.server.ts';
import { redirect } from '../server/redirect.server.ts';
import { Page, Section } from '../ui/page.tsx';

export const meta: MetaFunction = () => [{ title: 'New campaign · Assent' }];

export const loader = page(async ({ api }) => ({ purposes: await purposeChoices(api) }));

export const action = act(
  { '': ['name', 'channel', 'purpose', 'rate_per_sec'] },
  async ({ api, form }) => {
    const { id } = await api.campaigns.create({ body: campaignBasics(form) });
    return redirect(`/campaigns/${id}/audience`);
  },
);

export default function NewCampaign() {
  const { purposes } = useLoaderData<typeof loader>();
  return (
    <Page title="New campaign" back={{ to: '/campaigns', label: 'Campaigns' }}>
      <Steps current="setup" />
      <Section>
        <PageForm guarded>
          <Fields>
            <CampaignFields purposes={purposes} />
            <FormEnd>
              <SubmitButton>Save and choose the audience</SubmitButton>
            </FormEnd>
          </Fields>
        </PageForm>
      </Section>
    </Page>
  );
}
