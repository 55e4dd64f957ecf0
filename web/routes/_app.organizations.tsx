import { Stack } from '@mantine/core';
import { useLoaderData, type MetaFunction } from '@remix-run/react';
import { CountryNames } from '../forms/country-field.tsx';
import { SubmitButton } from '../forms/fields.tsx';
import { PageForm } from '../forms/form.tsx';
import { NewOrganizationFields } from '../shell/new-organization-fields.tsx';
import { newOrganizationIn, placesFor } from '../server/new-organization.server.ts';
import { text } from '../server/fields.server.ts';
import { act, page } from '../server/page.server.ts';
import { redirectWith } from '../server/redirect.server.ts';
import { Quiet } from '../ui/facts.tsx';
import { List, Over, type Column } from '../ui/list.tsx';
import { Columns, Page, Section } from '../ui/page.tsx';
import { sentence, Status } from '../ui/status.tsx';

export const meta: MetaFunction = () => [{ title: 'Your organizations · Assent' }];

export const loader = page(async ({ api, request }) => ({
  organizations: (await api.organizations.list({})).data,
  ...placesFor(request),
}));

export const action = act(
  { switch: ['organization_id'], create: ['name'] },
  async ({ api, form, identity }) => {
    const id =
      text(form, 'intent') === 'create'
        ? (await api.organizations.create({ body: newOrganizationIn(form) })).id
        : text(form, 'organization_id');
    return redirectWith('/', await identity.switchOrganization({ organization_id: id }));
  },
);

type Row = Awaited<ReturnType<typeof loader>>['organizations'][number];
const columns: Column<Row>[] = [
  { label: 'Name', cell: (o) => o.name },
  { label: 'Role', cell: (o) => sentence(o.role), tight: true },
  { label: 'State', cell: (o) => <Status value={o.status} />, tight: true },
  {
    label: 'Actions',
    cell: (o) =>
      o.current ? (
        <Quiet>You are here</Quiet>
      ) : o.status === 'active' ? (
        <GoOn id={o.id} />
      ) : (
        <Quiet>You are not let in</Quiet>
      ),
    tight: true,
  },
];

function GoOn({ id }: { id: string }) {
  return (
    <Over>
      <PageForm intent="switch" row={id} reloadDocument>
        <input type="hidden" name="organization_id" value={id} />
        <SubmitButton size="compact-sm" variant="subtle">
          Go on here
        </SubmitButton>
      </PageForm>
    </Over>
  );
}

export default function Organizations() {
  const { organizations, guess, zones, names } = useLoaderData<typeof loader>();
  return (
    <Page
      title="Your organizations"
      lead="You work in one at a time. Each has its own contacts, consents and members."
    >
      <Columns>
        <Section flush>
          <List label="Organizations" rows={organizations} columns={columns} empty={null} />
        </Section>
        <Section title="New organization" lead="You become its owner, and go on there.">
          <CountryNames names={names} />
          <PageForm intent="create" reloadDocument>
            <Stack gap="md">
              <NewOrganizationFields guess={guess} zones={zones} />
              <div>
                <SubmitButton variant="default">Create</SubmitButton>
              </div>
            </Stack>
          </PageForm>
        </Section>
      </Columns>
    </Page>
  );
}
