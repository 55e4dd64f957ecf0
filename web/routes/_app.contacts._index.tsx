import { Button } from '@mantine/core';
import { Link, useLoaderData, type MetaFunction } from '@remix-run/react';
import { Upload, UserPlus, Users } from 'lucide-react';
import type { PageSession } from '../../api/client-types.ts';
import { filters } from '../server/fields.server.ts';
import { page } from '../server/page.server.ts';
import { mayBeAddress, searched } from '../server/searched.server.ts';
import { Empty } from '../ui/empty.tsx';
import { Filters, SearchBox, SelectFilter } from '../ui/filters.tsx';
import { List, type Column } from '../ui/list.tsx';
import { Notice } from '../ui/notice.tsx';
import { Page, Section } from '../ui/page.tsx';
import { readable } from '../ui/unreadable.ts';
import { Moment, Tags, useCount } from '../ui/values.tsx';

export const meta: MetaFunction = () => [{ title: 'Contacts · Assent' }];

type Api = PageSession['api'];
type Query = Partial<Record<'q' | 'tag' | 'cursor', string>>;

async function peopleFound(api: Api, query: Query) {
  const today = await api.contacts.list({ query });
  // If nobody has the address today, look for a contact that had it.
  const before =
    query.q && mayBeAddress(query.q) && !query.cursor && !today.data.length
      ? await api.contacts.list({ query: { ...query, earlier_address: 'true' } })
      : null;
  const contacts = before?.data.length ? before : today;
  return { contacts, hadBefore: contacts === before };
}

export const loader = page(async ({ api, url, session }) => {
  const query = filters(url, ['q', 'tag', 'cursor']);
  const [search, tags] = await Promise.all([
    searched(() => peopleFound(api, query)),
    api.contacts.tags({}),
  ]);
  return {
    ...(search.found ?? { contacts: { data: [], next_cursor: null }, hadBefore: false }),
    refused: search.refused,
    tags: tags.data,
    filtered: Object.keys(query).length > 0,
    mayWrite: session.permissions.includes('contacts:write'),
  };
});

type Row = Awaited<ReturnType<typeof loader>>['contacts']['data'][number];

const columns: Column<Row>[] = [
  { label: 'Name', cell: (c) => readable(c.name ?? c.email ?? c.phone, c) },
  { label: 'E-mail', cell: (c) => c.email, quiet: true },
  { label: 'Phone', cell: (c) => c.phone, quiet: true },
  { label: 'Tags', cell: (c) => (c.tags.length ? <Tags tags={c.tags} /> : null) },
  { label: 'Added', cell: (c) => <Moment at={c.created_at} />, quiet: true, tight: true },
];

export default function Contacts() {
  const { contacts, hadBefore, refused, tags, filtered, mayWrite } = useLoaderData<typeof loader>();
  const count = useCount();
  const add = mayWrite ? (
    <>
      <Button
        component={Link}
        to="/contacts/imports/new"
        variant="default"
        leftSection={<Upload size={15} aria-hidden />}
      >
        Import
      </Button>
      <Button component={Link} to="/contacts/new" leftSection={<UserPlus size={15} aria-hidden />}>
        Add a contact
      </Button>
    </>
  ) : null;
  return (
    <Page
      title="Contacts"
      lead="The people you know. Addresses stay masked until someone who may reveals them."
      actions={add}
    >
      <Notice />
      <Filters>
        <SearchBox label="Search" placeholder="Name, whole e-mail or whole number" />
        <SelectFilter
          name="tag"
          label="Tag"
          options={tags.map(({ tag, contacts }) => ({
            value: tag,
            label: `${tag} (${count(contacts)})`,
          }))}
        />
      </Filters>
      <Section
        {...(hadBefore
          ? {
              title: 'Had this address before',
              lead: 'No contact has it today; these contacts had it before',
            }
          : {})}
        flush
      >
        <List
          label="Contacts"
          rows={contacts.data}
          columns={columns}
          to={(c) => `/contacts/${c.id}`}
          nextCursor={contacts.next_cursor}
          empty={
            filtered ? (
              <Empty icon={Users} title={refused ?? 'Nobody matches'}>
                Search by the first letters of a name, by tag, or by a whole e-mail address or phone
                number.
              </Empty>
            ) : (
              <Empty icon={Users} title="No contacts yet" action={<div>{add}</div>}>
                Import a CSV file, or add the first person by hand.
              </Empty>
            )
          }
        />
      </Section>
    </Page>
  );
}
