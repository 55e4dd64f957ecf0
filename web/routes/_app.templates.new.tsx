import { useLoaderData, type MetaFunction } from '@remix-run/react';
import { draftOf } from '../server/draft.server.ts';
import { text } from '../server/fields.server.ts';
import { act, page, TEMPLATE_FORM } from '../server/page.server.ts';
import { redirect } from '../server/redirect.server.ts';
import { templateSource } from '../server/template-preview.server.ts';
import { TemplateEditor } from '../templates/editor.tsx';
import { Page } from '../ui/page.tsx';

export const meta: MetaFunction = () => [{ title: 'New template · Assent' }];

export const loader = page(async ({ api, url }) => {
  const id = url.searchParams.get('campaign');
  const campaign = id ? await draftOf(api, { id }) : null;
  const asked = campaign?.channel ?? url.searchParams.get('channel');
  return { channel: asked === 'sms' ? 'sms' : 'email', campaign };
});

/** Written for a campaign, it is chosen there, and the way leads back. */
export const action = act(async ({ api, form, url }) => {
  const campaign = url.searchParams.get('campaign');
  if (campaign) await draftOf(api, { id: campaign });
  const { id } = await api.templates.create({
    body: { name: text(form, 'name') ?? '', ...templateSource(form) },
  });
  if (!campaign) return redirect(`/templates/${id}?done=saved`);
  await api.campaigns.update({ params: { id: campaign }, body: { template_id: id } });
  return redirect(`/campaigns/${campaign}/message`);
}, TEMPLATE_FORM);

export default function NewTemplate() {
  const { channel, campaign } = useLoaderData<typeof loader>();
  const back = campaign
    ? { to: `/campaigns/${campaign.id}/message`, label: campaign.name }
    : { to: '/templates', label: 'Templates' };
  return (
    <Page title={channel === 'sms' ? 'New text' : 'New mail'} back={back}>
      <TemplateEditor channel={channel} preview={null} cancel={back.to} />
    </Page>
  );
}
