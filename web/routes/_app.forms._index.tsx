import { Button } from '@mantine/core';
import { Link, useLoaderData, type MetaFunction } from '@remix-run/react';
import { ClipboardList, Plus } from 'lucide-react';
import { filters } from '../server/fields.server.ts';
import { page } from '../server/page.server.ts';
import { Empty } from '../ui/empty.tsx';
import { List, Over, type Column } from '../ui/list.tsx';
import { Notice } from '../ui/notice.tsx';
import { Page, Section } from '../ui/page.tsx';
import { Status } from '../ui/status.tsx';
import { CHANNEL_WORDS, Count, Moment } from '../ui/values.tsx';

export const meta: MetaFunction = () => [{ title: 'Forms · Assent' }];

export const loader = page(async ({ api, url, session }) => ({
  list: await api.forms.list({ query: filters(url, ['cursor']) }),
  mayWrite: session.permissions.includes('consents:write'),
}));

type Row = Awaited<ReturnType<typeof loader>>['list']['data'][number];
const columns: Column<Row>[] = [
  { label: 'Name', cell: (f) => f.name },
  { label: 'State', cell: (f) => <Status value={f.active ? 'active' : 'closed'} /> },
  { label: 'By', cell: (f) => f.channels.map((one) => CHANNEL_WORDS[one]).join(', ') },
  { label: 'Languages', cell: (f) => f.languages.join(', '), quiet: true },
  {
    label: 'Submitted',
    align: 'end',
    cell: (f) => (
      <Over>
        <Link to={`/consents?form_id=${f.id}`}>
          <Count value={f.submissions} />
        </Link>
      </Over>
    ),
  },
  {
    label: 'Confirmed',
    align: 'end',
    cell: (f) => (
      <Over>
        <Link to={`/consents?form_id=${f.id}&confirmed=true`}>
          <Count value={f.confirmed} />
        </Link>
      </Over>
    ),
  },
  { label: 'Changed', cell: (f) => <Moment at={f.updated_at} />, quiet: true, tight: true },
];

export default function Forms() {
  const { list, mayWrite } = useLoaderData<typeof loader>();
  const make = mayWrite ? (
    <Button component={Link} to="/forms/new" leftSection={<Plus size={15} aria-hidden />}>
      New form
    </Button>
  ) : null;
  return (
    <Page
      title="Forms"
      lead="Where people sign up themselves: on our page, or on your own site. Everybody confirms before anything is sent."
      actions={make}
    >
      <Notice />
      <Section flush>
        <List
          label="Forms"
          rows={list.data}
          columns={columns}
          to={(f) => `/forms/${f.id}`}
          nextCursor={list.next_cursor}
          empty={
            <Empty icon={ClipboardList} title="No form here" action={make}>
              Make one for each occasion: a newsletter, an event, a shop.
            </Empty>
          }
        />
      </Section>
    </Page>
  );
}
