import { Stack } from '@mantine/core';
import { useLoaderData, type MetaFunction } from '@remix-run/react';
import { countryNames } from '../server/country.server.ts';
import { backTo, wizardOf } from '../server/draft.server.ts';
import { number, shownFields, text } from '../server/fields.server.ts';
import { operatorLinks } from '../server/operator-links.server.ts';
import { act, page } from '../server/page.server.ts';
import { redirect } from '../server/redirect.server.ts';
import { BackupState } from '../settings/backup-state.tsx';
import { OrganizationForm } from '../settings/organization-form.tsx';
import { Code, Fact, Facts } from '../ui/facts.tsx';
import { Notice } from '../ui/notice.tsx';
import { OperatorLinks } from '../ui/operator-link.tsx';
import { Columns, Page, Section } from '../ui/page.tsx';
import { Status } from '../ui/status.tsx';

export const meta: MetaFunction = () => [{ title: 'Organization · Assent' }];

export const loader = page(async ({ api, session, config, url }) => ({
  wizard: backTo(await wizardOf(api, url), 'review'),
  countries: countryNames(),
  backup: await api.backups.last({}),
  organization: session.organization,
  workflows: operatorLinks({ config, session }),
  publicUrl: config.publicUrl,
  mayWrite: session.permissions.includes('organization:write'),
}));

export const action = act(
  {
    '': [
      'name',
      'postal_address',
      'sms_max_segments',
      'brand_color',
      'locale',
      'country',
      'time_zone',
    ],
  },
  async ({ api, form, url }) => {
    await api.organizations.updateMe({
      body: {
        ...shownFields(form, ['name', 'time_zone', 'locale', 'brand_color', 'country']),
        ...(form.has('postal_address')
          ? { postal_address: text(form, 'postal_address') ?? null }
          : {}),
        ...(form.has('sms_max_segments')
          ? { sms_max_segments: number(form, 'sms_max_segments') }
          : {}),
      },
    });
    const wizard = backTo(await wizardOf(api, url), 'review');
    return redirect(wizard?.to ?? '/settings?done=saved');
  },
);

export default function Organization() {
  const {
    organization: o,
    publicUrl,
    mayWrite,
    backup,
    wizard,
    countries,
    workflows,
  } = useLoaderData<typeof loader>();
  return (
    <Page
      title="Organization"
      lead="How people see you, and the defaults for their addresses."
      {...(wizard ? { back: wizard } : {})}
    >
      <Notice />
      <Columns>
        <div>
          <Section title="What people see">
            <OrganizationForm organization={o} countries={countries} mayWrite={mayWrite} />
          </Section>
        </div>
        <div>
          <Section title="Public pages" lead="Link to these from your site; they need no login">
            <Stack gap={6}>
              <span>Sign-up form</span>
              <Code>{`${publicUrl}/f/${o.slug}/opt-in`}</Code>
              <span>Opt-out form</span>
              <Code>{`${publicUrl}/f/${o.slug}/opt-out`}</Code>
              <span>Manage preferences</span>
              <Code>{`${publicUrl}/f/${o.slug}/preferences`}</Code>
            </Stack>
          </Section>
          <BackupState takenAt={backup.taken_at} late={backup.late} />
          <Section title="Account">
            <Facts>
              <Fact label="State">
                <Status value={o.status} />
              </Fact>
              <Fact label="Short name">{o.slug}</Fact>
              <Fact label="Id">{o.id}</Fact>
            </Facts>
          </Section>
          {workflows.length ? (
            <Section title="Workflows" lead="In Temporal Web, for this organization">
              <OperatorLinks links={workflows} />
            </Section>
          ) : null}
        </div>
      </Columns>
    </Page>
  );
}
