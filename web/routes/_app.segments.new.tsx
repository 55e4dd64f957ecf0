import { useLoaderData, type MetaFunction } from '@remix-run/react';
import { SegmentEditor } from '../segments/editor.tsx';
import { countryNames } from '../server/country.server.ts';
import { backTo, wizardOf } from '../server/draft.server.ts';
import { text } from '../server/fields.server.ts';
import { act, page } from '../server/page.server.ts';
import { redirect } from '../server/redirect.server.ts';
import { savingSegment } from '../server/segment-form.server.ts';
import { asksForConditions, mayAsk, suggestedFor } from '../server/segment-suggestion.server.ts';
import { Page } from '../ui/page.tsx';

export const meta: MetaFunction = () => [{ title: 'New segment · Assent' }];
export const loader = page(async ({ api, url, session }) => ({
  assistant: await mayAsk(api, session.permissions),
  countries: countryNames(),
  wizard: backTo(await wizardOf(api, url), 'audience'),
}));

/** A segment made for a campaign is chosen there, and the page leads back. */
export const action = act({ save: ['name', 'match'] }, async ({ api, form, url }) => {
  if (asksForConditions(form)) return suggestedFor(api, form);
  const campaign = await wizardOf(api, url);
  return savingSegment(form, async (rules) => {
    const { id } = await api.segments.create({ body: { name: text(form, 'name') ?? '', rules } });
    if (!campaign) return redirect(`/segments/${id}?done=saved`);
    const segment_ids = [...campaign.audience.segment_ids, id];
    const audience = { ...campaign.audience, segment_ids, everyone: false };
    await api.campaigns.update({ params: { id: campaign.id }, body: { audience } });
    return redirect(`/campaigns/${campaign.id}/audience`);
  });
});

export default function NewSegment() {
  const { countries, wizard, assistant } = useLoaderData<typeof loader>();
  const back = wizard ?? { to: '/segments', label: 'Segments' };
  return (
    <Page title="New segment" back={back}>
      <SegmentEditor preview={null} countries={countries} cancel={back.to} assistant={assistant} />
    </Page>
  );
}
