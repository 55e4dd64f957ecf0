import { Alert, Checkbox } from '@mantine/core';
import { useActionData, useLoaderData, type MetaFunction } from '@remix-run/react';
import { KeyRound } from 'lucide-react';
import { keyOwner, scope } from '../../domain/identity/contract.ts';
import { CheckGroup, SelectField, SubmitButton, TextField } from '../forms/fields.tsx';
import { PageForm, useForm } from '../forms/form.tsx';
import { Choices, Fields } from '../forms/layout.tsx';
import { RemoveRow } from '../forms/remove-row.tsx';
import { chosen, filters, oneOf, text } from '../server/fields.server.ts';
import { act, page } from '../server/page.server.ts';
import { redirect } from '../server/redirect.server.ts';
import { Empty } from '../ui/empty.tsx';
import { Code, Mono } from '../ui/facts.tsx';
import { List, type Column } from '../ui/list.tsx';
import { Notice } from '../ui/notice.tsx';
import { Columns, Page, Section } from '../ui/page.tsx';
import { Moment } from '../ui/values.tsx';

export const meta: MetaFunction = () => [{ title: 'API keys · Assent' }];

export const loader = page(async ({ api, url, session }) => {
  const mayWrite = session.permissions.includes('api_keys:write');
  const list = await api.apiKeys.list({ query: filters(url, ['cursor']) });
  return {
    list: { ...list, data: list.data.map((key) => ({ ...key, mayWrite })) },
    scopes: scope.options.filter((one) => session.permissions.includes(one)),
    mayWrite,
  };
});

export const action = act(
  { delete: ['id'], create: ['name', 'belongs_to'] },
  async ({ api, form }) => {
    if (text(form, 'intent') === 'delete') {
      await api.apiKeys.delete({ params: { id: text(form, 'id') ?? '' } });
      return redirect('/settings/api-keys?done=key-deleted');
    }
    const scopes = form
      .getAll('scopes')
      .flatMap((value) => oneOf(String(value), scope.options) ?? []);
    const { key, name } = await api.apiKeys.create({
      body: {
        name: text(form, 'name') ?? '',
        scopes,
        belongs_to: chosen(form, 'belongs_to', keyOwner.options),
      },
    });
    return { key, name };
  },
);

type Row = Awaited<ReturnType<typeof loader>>['list']['data'][number];
const columns: Column<Row>[] = [
  { label: 'Name', cell: (k) => k.name },
  { label: 'Key', cell: (k) => <Mono>{k.start}…</Mono>, quiet: true, tight: true },
  { label: 'Rights', cell: (k) => <Rights of={k} /> },
  { label: 'Belongs to', cell: (k) => k.member?.name ?? 'The organization', tight: true },
  { label: 'Last used', cell: (k) => <Moment at={k.last_used_at} missing="Never" />, quiet: true },
  { label: 'Created', cell: (k) => <Moment at={k.created_at} />, quiet: true, tight: true },
  { label: 'Ends', cell: (k) => <Moment at={k.expires_at} missing="Never" />, quiet: true },
  {
    label: 'Actions',
    cell: (k) => (k.mayWrite ? <Delete id={k.id} name={k.name} /> : null),
    tight: true,
  },
];

/** Shows the number of scopes; on hover their names, and which ones are lost. */
function Rights({ of: { scopes, lost_scopes } }: { of: Row }) {
  const lost = lost_scopes.length ? `. No longer: ${lost_scopes.join(', ')}` : '';
  return (
    <span title={scopes.join(', ') + lost}>
      {scopes.length}
      {lost ? ` of ${scopes.length + lost_scopes.length}` : ''}
    </span>
  );
}

function Delete({ id, name }: { id: string; name: string }) {
  return (
    <RemoveRow
      intent="delete"
      id={id}
      ask="Delete"
      title={`Delete the key “${name}”?`}
      act="Yes, delete it"
    >
      Programs that use it are refused at once. It cannot be brought back.
    </RemoveRow>
  );
}

/** Boxes that are not ticked are not sent, so the form would not know that it has them. */
const SCOPES = { scopes: 'scopes' };

export default function ApiKeys() {
  const { list, scopes, mayWrite } = useLoaderData<typeof loader>();
  const said = useActionData<typeof action>();
  const made = said && 'key' in said ? said : undefined;
  return (
    <Page
      title="API keys"
      lead="For programs that call the API. A key can do no more than the person who created it."
    >
      <Notice />
      {made ? (
        <Alert color="assent" title={`The key "${made.name}" — copy it now, it is not shown again`}>
          <Code>{made.key}</Code>
        </Alert>
      ) : null}
      <Section flush>
        <List
          label="API keys"
          rows={list.data}
          columns={columns}
          nextCursor={list.next_cursor}
          empty={
            <Empty icon={KeyRound} title="No key yet">
              Create one below to send and ask for consent from your own systems.
            </Empty>
          }
        />
      </Section>
      {mayWrite ? (
        <Columns>
          <div>
            <Section title="Create a key">
              <PageForm intent="create" key={made?.key} standsFor={SCOPES}>
                <Fields>
                  <TextField name="name" label="Name" placeholder="Web shop" autoComplete="off" />
                  <SelectField
                    name="belongs_to"
                    label="Belongs to"
                    description="Your key ends when you leave the organization, and can never do more than you may. A key of the organization stays until somebody deletes it."
                    data={[
                      { value: 'member', label: 'You' },
                      { value: 'organization', label: 'The organization' },
                    ]}
                  />
                  <ScopeBoxes scopes={scopes} />
                  <div>
                    <SubmitButton>Create the key</SubmitButton>
                  </div>
                </Fields>
              </PageForm>
            </Section>
          </div>
        </Columns>
      ) : null}
    </Page>
  );
}

function ScopeBoxes({ scopes }: { scopes: readonly string[] }) {
  const { answer } = useForm();
  const ticked = new Set(
    answer?.values.flatMap(([name, value]) => (name === 'scopes' ? value : [])),
  );
  return (
    <CheckGroup label="What it may do" name="scopes">
      <Choices>
        {scopes.map((one) => (
          <Checkbox
            key={one}
            name="scopes"
            value={one}
            label={one}
            defaultChecked={ticked.has(one)}
          />
        ))}
      </Choices>
    </CheckGroup>
  );
}
