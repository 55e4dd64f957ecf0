import { useLoaderData, type MetaFunction } from '@remix-run/react';
import { typedNumber } from '../../lib/typed-number.ts';
import { CampaignFields } from '../campaigns/campaign-fields.tsx';
import { Steps } from '../campaigns/steps.tsx';
import { SubmitButton } from '../forms/fields.tsx';
import { PageForm } from '../forms/form.tsx';
import { Fields, FormEnd } from '../forms/layout.tsx';
import { campaignBasics } from '../server/campaign-form.server.ts';
import { purposeChoices } from '../server/choices.server.ts';
import { draftOf } from '../server/draft.server.ts';
import { text } from '../server/fields.server.ts';
import { act, page } from '../server/page.server.ts';
import { redirect } from '../server/redirect.server.ts';
import { Page, Section } from '../ui/page.tsx';

export const meta: MetaFunction = () => [{ title: 'Campaign · Assent' }];

export const loader = page(async ({ api, params }) => {
  const [campaign, purposes] = await Promise.all([draftOf(api, params), purposeChoices(api)]);
  return { campaign, purposes };
});

export const action = act(
  { '': ['version', 'name', 'channel', 'purpose', 'rate_per_sec'] },
  async ({ api, form, params }) => {
    const { id } = await draftOf(api, params);
    await api.campaigns.update({
      params: { id },
      body: campaignBasics(form),
      ifMatch: typedNumber(text(form, 'version')),
    });
    return redirect(`/campaigns/${id}/audience`);
  },
);

export default function Setup() {
  const { campaign, purposes } = useLoaderData<typeof loader>();
  return (
    <Page title={campaign.name} back={{ to: '/campaigns', label: 'Campaigns' }}>
      <Steps id={campaign.id} current="setup" />
      <Section>
        <PageForm guarded>
          <Fields>
            <input type="hidden" name="version" value={campaign.version} />
            <CampaignFields purposes={purposes} values={campaign} />
            <FormEnd>
              <SubmitButton>Save and choose the audience</SubmitButton>
            </FormEnd>
          </Fields>
        </PageForm>
      </Section>
    </Page>
  );
}
