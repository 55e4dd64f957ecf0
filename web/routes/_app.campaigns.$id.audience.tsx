import { Button, Checkbox, Text } from '@mantine/core';
import { Link, useActionData, useLoaderData, type MetaFunction } from '@remix-run/react';
import { AudienceCounts } from '../campaigns/counts.tsx';
import { isNothing, NobodyYet } from '../campaigns/nobody-yet.tsx';
import { Steps } from '../campaigns/steps.tsx';
import { StayButton } from '../campaigns/stay-button.tsx';
import { SubmitButton } from '../forms/fields.tsx';
import { PageForm } from '../forms/form.tsx';
import { Choices, Fields, FormEnd } from '../forms/layout.tsx';
import { useSaveAtOnce } from '../forms/save-at-once.ts';
import { draftOf } from '../server/draft.server.ts';
import { text } from '../server/fields.server.ts';
import { act, page } from '../server/page.server.ts';
import { redirect } from '../server/redirect.server.ts';
import { Columns, Page, Section } from '../ui/page.tsx';
import { useCount } from '../ui/values.tsx';

export const meta: MetaFunction = () => [{ title: 'Audience · Assent' }];

export const loader = page(async ({ api, params, session }) => {
  const id = String(params['id']);
  const [campaign, audience, tags, segments] = await Promise.all([
    draftOf(api, params),
    api.campaigns.audience({ params: { id } }),
    api.contacts.tags({}),
    api.segments.list({ query: { limit: 200 } }),
  ]);
  return {
    campaign,
    audience,
    tags: tags.data.slice(0, 60),
    segments: segments.data.map(({ id, name }) => ({ id, name })),
    mayWrite: session.permissions.includes('contacts:write'),
  };
});

/** Saves at every tick. "Next" saves too; it goes on if somebody would get the campaign, or if the user insists. */
export const action = act({ audience: [] }, async ({ api, form, params }) => {
  const id = String(params['id']);
  const { audience } = await draftOf(api, params);
  await api.campaigns.update({
    params: { id },
    body: {
      audience: form.has('everyone')
        ? { everyone: true }
        : {
            contact_ids: audience.contact_ids,
            tags: form.getAll('tags').map(String),
            segment_ids: form.getAll('segment_ids').map(String),
          },
    },
  });
  const go = text(form, 'go');
  if (go === 'next') {
    const { included } = await api.campaigns.audience({ params: { id } });
    if (included === 0) return { nobody: true };
  }
  return go === 'next' || go === 'anyway' ? redirect(`/campaigns/${id}/message`) : null;
});

export default function AudienceStep() {
  const { campaign, audience, tags, segments, mayWrite } = useLoaderData<typeof loader>();
  const saveAtOnce = useSaveAtOnce();
  const count = useCount();
  const chosen = campaign.audience;
  const said = useActionData<typeof action>();
  const pressed = said !== undefined && said !== null && 'nobody' in said;
  const nobody = audience.included === 0;
  return (
    <Page title={campaign.name} back={{ to: '/campaigns', label: 'Campaigns' }}>
      <Steps id={campaign.id} current="audience" />
      <Columns>
        <div>
          <Section
            title="Who should get it"
            lead="Each person gets it once, however often they are chosen"
            actions={
              mayWrite ? (
                <Button
                  component={Link}
                  to={`/segments/new?campaign=${campaign.id}`}
                  variant="default"
                >
                  New segment
                </Button>
              ) : null
            }
          >
            <PageForm intent="audience" onEdited={saveAtOnce}>
              <Fields>
                <Checkbox
                  name="everyone"
                  value="yes"
                  label="Everyone in your contacts"
                  defaultChecked={chosen.everyone}
                />
                {tags.length ? (
                  <fieldset>
                    <legend>With a tag</legend>
                    <Choices>
                      {tags.map(({ tag, contacts }) => (
                        <Checkbox
                          key={tag}
                          name="tags"
                          value={tag}
                          label={`${tag} (${count(contacts)})`}
                          defaultChecked={chosen.tags.includes(tag)}
                        />
                      ))}
                    </Choices>
                  </fieldset>
                ) : null}
                {segments.length ? (
                  <fieldset>
                    <legend>In a segment</legend>
                    <Choices>
                      {segments.map(({ id, name }) => (
                        <Checkbox
                          key={id}
                          name="segment_ids"
                          value={id}
                          label={name}
                          defaultChecked={chosen.segment_ids.includes(id)}
                        />
                      ))}
                    </Choices>
                  </fieldset>
                ) : null}
                {tags.length || segments.length ? null : (
                  <Text c="dimmed">
                    Tags make groups: add some on the <Link to="/contacts">contacts</Link> or in an
                    import.
                  </Text>
                )}
                {nobody && (pressed || !isNothing(chosen)) ? (
                  <NobodyYet chosen={chosen} leftOut={audience.excluded} pressed={pressed} />
                ) : null}
                <FormEnd>
                  <SubmitButton name="go" value="next">
                    Save and choose the message
                  </SubmitButton>
                  {nobody && pressed ? (
                    <SubmitButton variant="default" name="go" value="anyway">
                      Continue without anybody
                    </SubmitButton>
                  ) : null}
                  <StayButton>Count</StayButton>
                </FormEnd>
              </Fields>
            </PageForm>
          </Section>
        </div>
        <div>
          <Section
            title="As it stands now"
            lead="Checked again for each person at the moment of sending"
          >
            <AudienceCounts audience={audience} />
          </Section>
        </div>
      </Columns>
    </Page>
  );
}
