import { useLoaderData, type MetaFunction } from '@remix-run/react';
import { Users } from 'lucide-react';
import { memberStatus } from '../../domain/identity/contract.ts';
import { ROLES } from '../../domain/identity/roles.contract.ts';
import { filters, oneOf } from '../server/fields.server.ts';
import { keysOf, possibleWith } from '../server/members.server.ts';
import { act, page } from '../server/page.server.ts';
import { redirect } from '../server/redirect.server.ts';
import { Leave } from '../settings/end-of-membership.tsx';
import { MemberPages } from '../settings/member-pages.tsx';
import { EmptyList } from '../ui/empty.tsx';
import { Filters, SearchBox, SelectFilter } from '../ui/filters.tsx';
import { List, type Column } from '../ui/list.tsx';
import { Notice } from '../ui/notice.tsx';
import { Page, Section } from '../ui/page.tsx';
import { sentence, Status } from '../ui/status.tsx';
import { Moment } from '../ui/values.tsx';

export const meta: MetaFunction = () => [{ title: 'Members · Assent' }];

export const loader = page(async ({ api, url, session }) => {
  const { q, role, status, cursor } = filters(url, ['q', 'role', 'status', 'cursor']);
  const me = session.user;
  const [list, possible, keys] = await Promise.all([
    api.users.list({
      query: {
        cursor,
        // One letter finds nearly everybody; the API refuses it.
        q: q && q.length > 1 ? q.slice(0, 100) : undefined,
        role: oneOf(role, ROLES),
        status: oneOf(status, memberStatus.options),
      },
    }),
    possibleWith(session, me),
    keysOf(session, me.id),
  ]);
  return {
    list: { ...list, data: list.data.map((one) => ({ ...one, isSelf: one.id === me.id })) },
    leave: { keys, why: possible.removeWhy },
    filtered: [q, role, status].some((one) => one !== undefined),
  };
});

export const action = act({ leave: [] }, async ({ api, session }) => {
  await api.users.remove({ params: { id: session.user.id } });
  return redirect('/');
});

type Row = Awaited<ReturnType<typeof loader>>['list']['data'][number];
const columns: Column<Row>[] = [
  { label: 'Name', cell: (u) => (u.isSelf ? `${u.name} (you)` : u.name) },
  { label: 'E-mail', cell: (u) => u.email, quiet: true },
  { label: 'Role', cell: (u) => sentence(u.role) },
  { label: 'State', cell: (u) => <Status value={u.status} />, tight: true },
  { label: 'Last seen', cell: (u) => <Moment at={u.last_seen_at} missing="Never" />, quiet: true },
  { label: 'Since', cell: (u) => <Moment at={u.joined_at} />, quiet: true, tight: true },
];

const STATES = [
  { value: 'active', label: 'Active' },
  { value: 'deactivated', label: 'Deactivated' },
];

export default function Members() {
  const { list, leave, filtered } = useLoaderData<typeof loader>();
  return (
    <Page
      title="Members"
      lead="Who works in this organization. Open a member to change their role or to end their access."
      actions={<MemberPages />}
    >
      <Notice />
      <Filters>
        <SearchBox label="Search" placeholder="Part of a name or address" />
        <SelectFilter
          name="role"
          label="Role"
          options={ROLES.map((role) => ({ value: role, label: sentence(role) }))}
        />
        <SelectFilter name="status" label="State" options={STATES} />
      </Filters>
      <Section flush>
        <List
          label="Members"
          rows={list.data}
          columns={columns}
          to={(u) => `/settings/members/${u.id}`}
          nextCursor={list.next_cursor}
          empty={
            <EmptyList icon={Users} filtered={filtered} none="Nobody matches" title="Nobody yet" />
          }
        />
      </Section>
      <Leave {...leave} />
    </Page>
  );
}
