import { Alert } from '@mantine/core';
import { useActionData, useLoaderData, type MetaFunction } from '@remix-run/react';
import { MailPlus } from 'lucide-react';
import {
  INVITATION_STATUSES,
  INVITED_ROLES as ROLES,
} from '../../domain/invitations/choices.contract.ts';
import { LongTextField, SelectField, SubmitButton, TextField } from '../forms/fields.tsx';
import { PageForm } from '../forms/form.tsx';
import { Fields } from '../forms/layout.tsx';
import { chosen, filters, oneOf, text } from '../server/fields.server.ts';
import { inviteLines } from '../server/invitation-lines.server.ts';
import { act, page } from '../server/page.server.ts';
import { redirect } from '../server/redirect.server.ts';
import { Invitations } from '../settings/invitation-list.tsx';
import { MemberPages } from '../settings/member-pages.tsx';
import { Filters, SelectFilter } from '../ui/filters.tsx';
import { Notice } from '../ui/notice.tsx';
import { Columns, Page, Section } from '../ui/page.tsx';
import { sentence, statusOptions } from '../ui/status.tsx';
import { Tile, Tiles } from '../ui/tile.tsx';

export const meta: MetaFunction = () => [{ title: 'Invitations · Assent' }];

export const loader = page(async ({ api, url, session }) => {
  const mayWrite = session.permissions.includes('members:write');
  const { cursor, status } = filters(url, ['cursor', 'status']);
  const isOwner = session.user.role === 'owner';
  const [list, stats] = await Promise.all([
    api.invitations.list({ query: { cursor, status: oneOf(status, INVITATION_STATUSES) } }),
    api.invitations.stats({}),
  ]);
  return {
    list: { ...list, data: list.data.map((one) => ({ ...one, mayWrite })) },
    stats,
    mayWrite,
    filtered: status !== undefined,
    roles: ROLES.filter((role) => role !== 'owner' || isOwner),
  };
});

const done = (what: string) => redirect(`/settings/invitations?done=${what}`);

export const action = act(
  { invite: ['email', 'role'], several: ['lines', 'role'], resend: ['id'], cancel: ['id'] },
  async ({ api, form }) => {
    const params = { id: text(form, 'id') ?? '' };
    switch (text(form, 'intent')) {
      case 'resend':
        await api.invitations.resend({ params });
        return done('invitation-resent');
      case 'cancel':
        await api.invitations.cancel({ params });
        return done('invitation-canceled');
      case 'several': {
        const role = chosen(form, 'role', ROLES);
        return { results: await inviteLines(api, text(form, 'lines') ?? '', role) };
      }
      default:
        await api.invitations.create({
          body: { email: text(form, 'email') ?? '', role: chosen(form, 'role', ROLES) },
        });
        return done('invited');
    }
  },
);

export default function InvitationsPage() {
  const { list, stats, mayWrite, roles, filtered } = useLoaderData<typeof loader>();
  return (
    <Page
      title="Invitations"
      lead="Who was asked to join the team. A link works for 7 days; an invitation is deleted 30 days after its end."
      actions={<MemberPages />}
    >
      <Notice />
      <Tiles>
        {INVITATION_STATUSES.map((status) => (
          <Tile
            key={status}
            label={sentence(status)}
            value={stats[status]}
            to={`/settings/invitations?status=${status}`}
          />
        ))}
      </Tiles>
      <Results />
      {mayWrite ? (
        <Columns>
          <div>
            <Section title="Invite somebody">
              <PageForm intent="invite" key={list.data[0]?.id}>
                <Fields>
                  <TextField name="email" label="E-mail" type="email" autoComplete="off" />
                  <RoleField roles={roles} />
                  <div>
                    <SubmitButton>Send the invitation</SubmitButton>
                  </div>
                </Fields>
              </PageForm>
            </Section>
          </div>
          <div>
            <Several roles={roles} />
          </div>
        </Columns>
      ) : null}
      <Filters>
        <SelectFilter name="status" label="Status" options={statusOptions(INVITATION_STATUSES)} />
      </Filters>
      <Section flush>
        <Invitations list={list} filtered={filtered} icon={MailPlus} />
      </Section>
    </Page>
  );
}

function RoleField({ roles, description }: { roles: readonly string[]; description?: string }) {
  return (
    <SelectField
      name="role"
      label="Role"
      defaultValue="member"
      description={description}
      data={roles.map((value) => ({ value, label: sentence(value) }))}
    />
  );
}

function Several({ roles }: { roles: readonly string[] }) {
  const failed = useResults().filter((one) => one.said !== null);
  return (
    <Section title="Invite several">
      {/* Lines that were not invited stay, to be corrected. */}
      <PageForm intent="several" key={failed.map((one) => one.line).join('\n')}>
        <Fields>
          <LongTextField
            name="lines"
            label="Addresses"
            description="One for each line. Lines of a CSV file work too: address, then a role if it is another one."
            placeholder={'grace@example.com\nalan@example.com, viewer'}
            rows={4}
            defaultValue={failed.map((one) => one.line).join('\n')}
          />
          <RoleField roles={roles} description="For lines that name none" />
          <div>
            <SubmitButton>Invite them all</SubmitButton>
          </div>
        </Fields>
      </PageForm>
    </Section>
  );
}

const useResults = () => {
  const said = useActionData<typeof action>();
  return said && 'results' in said ? said.results : [];
};

/** Says what became of each line. */
function Results() {
  const results = useResults();
  if (!results.length) return null;
  const failed = results.filter((one) => one.said !== null).length;
  const invited = results.length - failed;
  return (
    <Alert
      color={failed ? 'yellow' : 'assent'}
      mb="md"
      title={`Invited: ${invited} of ${results.length}`}
    >
      <ul aria-label="What became of each line">
        {results.map(({ line, said }, index) => (
          <li key={`${index} ${line}`}>
            {line}: {said ?? 'invited'}
          </li>
        ))}
      </ul>
    </Alert>
  );
}
