import { Alert, Stack } from '@mantine/core';
import { redirect } from '@remix-run/node';
import { useLoaderData, type MetaFunction } from '@remix-run/react';
import { SubmitButton, TextField } from '../forms/fields.tsx';
import { PageForm } from '../forms/form.tsx';
import { FieldRow, Fields, FormEnd } from '../forms/layout.tsx';
import { given } from '../server/fields.server.ts';
import { act, page } from '../server/page.server.ts';
import { Code, Fact, Facts } from '../ui/facts.tsx';
import { Notice } from '../ui/notice.tsx';
import { Columns, Page, Section } from '../ui/page.tsx';
import { Status } from '../ui/status.tsx';
import { Moment } from '../ui/values.tsx';

export const meta: MetaFunction = () => [{ title: 'Organization · Assent' }];

export const loader = page(async ({ api, session, config }) => ({
  backup: await api.backups.last({}),
  organization: session.organization,
  publicUrl: config.publicUrl,
  mayWrite: session.permissions.includes('organization:write'),
}));

export const action = act(async ({ api, form }) => {
  await api.organizations.updateMe({
    body: given(form, ['name', 'country', 'time_zone', 'locale', 'brand_color']),
  });
  return redirect('/settings?done=saved');
});

export default function Organization() {
  const { organization: o, publicUrl, mayWrite, backup } = useLoaderData<typeof loader>();
  return (
    <Page title="Organization" lead="How people see you, and the defaults for their addresses.">
      <Notice />
      <Columns>
        <div>
          <Section title="What people see">
            <PageForm>
              <Fields>
                <TextField
                  name="name"
                  label="Name"
                  description="In every message and on every public page"
                  defaultValue={o.name}
                  readOnly={!mayWrite}
                />
                <FieldRow>
                  <TextField
                    name="brand_color"
                    label="Colour"
                    type="color"
                    defaultValue={o.brand_color}
                    readOnly={!mayWrite}
                  />
                  <TextField
                    name="locale"
                    label="Language"
                    placeholder="en"
                    defaultValue={o.locale}
                    readOnly={!mayWrite}
                  />
                </FieldRow>
                <FieldRow>
                  <TextField
                    name="country"
                    label="Country"
                    description="For phone numbers without a country code"
                    placeholder="US"
                    maxLength={2}
                    defaultValue={o.country}
                    readOnly={!mayWrite}
                  />
                  <TextField
                    name="time_zone"
                    label="Time zone"
                    description="For quiet hours and reports"
                    placeholder="Europe/Berlin"
                    defaultValue={o.time_zone}
                    readOnly={!mayWrite}
                  />
                </FieldRow>
                {mayWrite ? (
                  <FormEnd>
                    <SubmitButton>Save</SubmitButton>
                  </FormEnd>
                ) : null}
              </Fields>
            </PageForm>
          </Section>
        </div>
        <div>
          <Section title="Public pages" lead="Link to these from your site; they need no login">
            <Stack gap={6}>
              <span>Sign-up form</span>
              <Code>{`${publicUrl}/f/${o.slug}/opt-in`}</Code>
              <span>Opt-out form</span>
              <Code>{`${publicUrl}/f/${o.slug}/opt-out`}</Code>
              <span>Manage what one receives</span>
              <Code>{`${publicUrl}/f/${o.slug}/preferences`}</Code>
            </Stack>
          </Section>
          <Section
            title="Backup"
            lead="Of the whole installation; whoever runs it takes one by npm run backup"
          >
            {backup.late ? (
              <Alert color="yellow" variant="light" mb="sm">
                {backup.taken_at
                  ? 'The last backup is old: what has happened since would be lost with the database.'
                  : 'There is none: should the database be lost, everything is. A backup made by other means is not seen here.'}
              </Alert>
            ) : null}
            <Facts>
              <Fact label="Last taken">
                {backup.taken_at ? <Moment at={backup.taken_at} /> : 'Never'}
              </Fact>
            </Facts>
          </Section>
          <Section title="Account">
            <Facts>
              <Fact label="State">
                <Status value={o.status} />
              </Fact>
              <Fact label="Short name">{o.slug}</Fact>
              <Fact label="Id">{o.id}</Fact>
            </Facts>
          </Section>
        </div>
      </Columns>
    </Page>
  );
}
