import { useLoaderData, type MetaFunction } from '@remix-run/react';
import { ROLES } from '../../domain/identity/roles.contract.ts';
import { SelectField, SubmitButton } from '../forms/fields.tsx';
import { PageForm } from '../forms/form.tsx';
import { Fields } from '../forms/layout.tsx';
import { chosen, text } from '../server/fields.server.ts';
import { keysOf, possibleWith } from '../server/members.server.ts';
import { act, page } from '../server/page.server.ts';
import { redirect } from '../server/redirect.server.ts';
import { Access, Leave, Remove } from '../settings/end-of-membership.tsx';
import { Fact, Facts, Quiet } from '../ui/facts.tsx';
import { Notice } from '../ui/notice.tsx';
import { Columns, Page, Section } from '../ui/page.tsx';
import { sentence, Status } from '../ui/status.tsx';
import { Moment } from '../ui/values.tsx';

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: `${data?.member.name ?? 'Member'} · Assent` },
];

export const loader = page(async ({ api, params, session }) => {
  const member = await api.users.get({ params: { id: params['id'] ?? '' } });
  const [possible, keys] = await Promise.all([
    possibleWith(session, member),
    keysOf(session, member.id),
  ]);
  return { member, possible, keys, isSelf: member.id === session.user.id };
});

export const action = act(
  { role: ['role'], deactivate: [], reactivate: [], remove: [], leave: [] },
  async ({ api, form, params, session }) => {
    const id = params['id'] ?? '';
    const done = (what: string): string => `/settings/members/${id}?done=${what}`;
    switch (text(form, 'intent')) {
      case 'leave':
        await api.users.remove({ params: { id: session.user.id } });
        return redirect('/');
      case 'remove':
        await api.users.remove({ params: { id } });
        return redirect('/settings/members?done=member-removed');
      case 'deactivate':
        await api.users.update({ params: { id }, body: { active: false } });
        return redirect(done('member-deactivated'));
      case 'reactivate':
        await api.users.update({ params: { id }, body: { active: true } });
        return redirect(done('member-reactivated'));
      default:
        await api.users.update({ params: { id }, body: { role: chosen(form, 'role', ROLES) } });
        return redirect(done('role-changed'));
    }
  },
);

export default function Member() {
  const { member, possible, keys, isSelf } = useLoaderData<typeof loader>();
  const { name, active } = member;
  return (
    <Page
      title={name}
      lead={isSelf ? 'This is you.' : undefined}
      back={{ to: '/settings/members', label: 'Members' }}
    >
      <Notice />
      <Columns>
        <div>
          <Section title="Membership">
            <Facts>
              <Fact label="E-mail">{member.email}</Fact>
              <Fact label="Role">{sentence(member.role)}</Fact>
              <Fact label="State">
                <Status value={member.status} />
              </Fact>
              <Fact label="Last seen">
                <Moment at={member.last_seen_at} missing="Never" />
              </Fact>
              <Fact label="Member since">
                <Moment at={member.joined_at} />
              </Fact>
            </Facts>
          </Section>
          <Role member={member} possible={possible} />
        </div>
        <div>
          {isSelf ? (
            <Leave keys={keys} why={possible.removeWhy} />
          ) : (
            <>
              <Access
                name={name}
                active={active}
                why={active ? possible.deactivateWhy : possible.reactivateWhy}
              />
              <Remove name={name} keys={keys} why={possible.removeWhy} />
            </>
          )}
        </div>
      </Columns>
    </Page>
  );
}

type Data = Awaited<ReturnType<typeof loader>>;

/** Gives another role: only those that the rules allow, and why one is missing. */
function Role({ member, possible }: Pick<Data, 'member' | 'possible'>) {
  const { roles, roleWhy } = possible;
  return (
    <Section
      title="Role"
      lead="A change takes effect with their next click, and for their own API keys too."
    >
      {roles.length < 2 ? (
        <Quiet>{roleWhy}.</Quiet>
      ) : (
        <PageForm intent="role" key={member.role}>
          <Fields>
            <SelectField
              name="role"
              label="Role"
              defaultValue={member.role}
              data={roles.map((role) => ({ value: role, label: sentence(role) }))}
              description={roleWhy ? `${roleWhy}.` : undefined}
            />
            <div>
              <SubmitButton variant="default">Change the role</SubmitButton>
            </div>
          </Fields>
        </PageForm>
      )}
    </Section>
  );
}
