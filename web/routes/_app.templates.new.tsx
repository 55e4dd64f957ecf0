import { useLoaderData, type MetaFunction } from '@remix-run/react';
import { assistBelow } from '../assistant/assist.tsx';
import { backTo, wizardOf } from '../server/draft.server.ts';
import { text } from '../server/fields.server.ts';
import { act, page, TEMPLATE_FORM } from '../server/page.server.ts';
import { redirect } from '../server/redirect.server.ts';
import { assistantIn } from '../server/suggestions.server.ts';
import { templateSource } from '../server/template-preview.server.ts';
import { TemplateEditor } from '../templates/editor.tsx';
import { Page } from '../ui/page.tsx';

export const meta: MetaFunction = () => [{ title: 'New template · Assent' }];

export const loader = page(async ({ api, url, session }) => {
  const campaign = await wizardOf(api, url);
  const asked = campaign?.channel ?? url.searchParams.get('channel');
  return {
    channel: asked === 'sms' ? 'sms' : 'email',
    wizard: backTo(campaign, 'message'),
    assistant: await assistantIn(session),
  };
});

/** A template written for a campaign is chosen there, and the page leads back. */
export const action = act(
  { save: ['name', 'channel', 'category', 'body'] },
  async ({ api, form, url }) => {
    const campaign = await wizardOf(api, url);
    const { id } = await api.templates.create({
      body: { name: text(form, 'name') ?? '', ...templateSource(form) },
    });
    if (!campaign) return redirect(`/templates/${id}?done=saved`);
    await api.campaigns.update({ params: { id: campaign.id }, body: { template_id: id } });
    return redirect(`/campaigns/${campaign.id}/message`);
  },
  TEMPLATE_FORM,
);

export default function NewTemplate() {
  const { channel, wizard, assistant } = useLoaderData<typeof loader>();
  const back = wizard ?? { to: '/templates', label: 'Templates' };
  return (
    <Page title={channel === 'sms' ? 'New text' : 'New mail'} back={back}>
      <TemplateEditor
        channel={channel}
        preview={null}
        cancel={back.to}
        assist={assistBelow(assistant, channel)}
      />
    </Page>
  );
}
