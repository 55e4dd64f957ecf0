import { Button, Radio } from '@mantine/core';
import { Link, useLoaderData, type MetaFunction } from '@remix-run/react';
import { FileText } from 'lucide-react';
import { OwnValues } from '../campaigns/own-values.tsx';
import { Steps } from '../campaigns/steps.tsx';
import { StayButton } from '../campaigns/stay-button.tsx';
import { SubmitButton } from '../forms/fields.tsx';
import { PageForm } from '../forms/form.tsx';
import { Fields, FormEnd } from '../forms/layout.tsx';
import { useSaveAtOnce } from '../forms/save-at-once.ts';
import { draftOf } from '../server/draft.server.ts';
import { text } from '../server/fields.server.ts';
import { ownFields, withTyped } from '../server/own-values.server.ts';
import { act, page } from '../server/page.server.ts';
import { redirect } from '../server/redirect.server.ts';
import { CATEGORY_WORDS } from '../templates/categories.ts';
import { PreviewPane } from '../templates/preview-pane.tsx';
import { Empty } from '../ui/empty.tsx';
import { Columns, Page, Section } from '../ui/page.tsx';

export const meta: MetaFunction = () => [{ title: 'Message · Assent' }];

const FOR_CAMPAIGNS = ['promotional', 'transactional'];

export const loader = page(async ({ api, params }) => {
  const at = { params: { id: String(params['id']) } };
  const campaign = await draftOf(api, params);
  const { template_id: chosen, channel, variables, purpose } = campaign;
  const [templates, preview, checks] = await Promise.all([
    api.templates.list({ query: { channel, limit: 200 } }),
    chosen ? api.templates.preview({ params: { id: chosen }, body: { variables, purpose } }) : null,
    api.campaigns.checks(at),
  ]);
  const fitting = templates.data
    .filter(({ id, category }) => FOR_CAMPAIGNS.includes(category) || id === chosen)
    .toSorted((a, b) => Number(a.origin === 'provided') - Number(b.origin === 'provided'));
  return {
    campaign,
    preview,
    templates: fitting,
    fields: ownFields(variables, checks),
  };
});

/** Saves when a template is picked and while values are typed; "Save and check" saves too. */
export const action = act({ template: [], values: [] }, async ({ api, form, params }) => {
  const id = String(params['id']);
  const { variables } = await draftOf(api, params);
  const template_id = text(form, 'template_id');
  if (text(form, 'intent') === 'values') {
    await api.campaigns.update({ params: { id }, body: { variables: withTyped(variables, form) } });
  } else if (template_id !== undefined) {
    await api.campaigns.update({ params: { id }, body: { template_id } });
  }
  return text(form, 'go') === 'next' ? redirect(`/campaigns/${id}/review`) : null;
});

export default function MessageStep() {
  const { campaign, templates, preview, fields } = useLoaderData<typeof loader>();
  const saveAtOnce = useSaveAtOnce();
  const write = (
    <Button component={Link} to={`/templates/new?campaign=${campaign.id}`} variant="default">
      Write a new one
    </Button>
  );
  return (
    <Page title={campaign.name} back={{ to: '/campaigns', label: 'Campaigns' }}>
      <Steps id={campaign.id} current="message" />
      <Columns>
        <div>
          <Section title="The text" actions={write}>
            {templates.length ? (
              <PageForm intent="template" onEdited={saveAtOnce}>
                <Fields>
                  {templates.map(({ id, name, category, origin }) => (
                    <Radio
                      key={id}
                      name="template_id"
                      value={id}
                      label={name}
                      description={`${CATEGORY_WORDS[category]}${origin === 'provided' ? ', provided' : ''}`}
                      defaultChecked={id === campaign.template_id}
                    />
                  ))}
                  <FormEnd>
                    {fields.length ? null : (
                      <SubmitButton name="go" value="next">
                        Save and check
                      </SubmitButton>
                    )}
                    <StayButton>Show</StayButton>
                  </FormEnd>
                </Fields>
              </PageForm>
            ) : (
              <Empty icon={FileText} title="No template for this channel" action={write} />
            )}
          </Section>
          {fields.length ? <OwnValues key={campaign.template_id} fields={fields} /> : null}
        </div>
        <div>
          <Section title="As a recipient sees it">
            {preview ? <PreviewPane preview={preview} inCampaign /> : 'Pick one to see it here.'}
          </Section>
        </div>
      </Columns>
    </Page>
  );
}
