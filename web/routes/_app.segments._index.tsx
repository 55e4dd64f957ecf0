import { Button } from '@mantine/core';
import { Link, useLoaderData, type MetaFunction } from '@remix-run/react';
import { Group, Plus } from 'lucide-react';
import { filters } from '../server/fields.server.ts';
import { page } from '../server/page.server.ts';
import { Empty } from '../ui/empty.tsx';
import { List, type Column } from '../ui/list.tsx';
import { Notice } from '../ui/notice.tsx';
import { Page, Section } from '../ui/page.tsx';
import { Moment } from '../ui/values.tsx';

export const meta: MetaFunction = () => [{ title: 'Segments · Assent' }];

export const loader = page(async ({ api, url, session }) => ({
  list: await api.segments.list({ query: filters(url, ['cursor']) }),
  mayWrite: session.permissions.includes('contacts:write'),
}));

type Row = Awaited<ReturnType<typeof loader>>['list']['data'][number];
const columns: Column<Row>[] = [
  { label: 'Name', cell: (s) => s.name },
  { label: 'Conditions', cell: (s) => ('all' in s.rules ? s.rules.all : s.rules.any).length },
  { label: 'Changed', cell: (s) => <Moment at={s.updated_at} />, quiet: true, tight: true },
];

export default function Segments() {
  const { list, mayWrite } = useLoaderData<typeof loader>();
  const make = mayWrite ? (
    <Button component={Link} to="/segments/new" leftSection={<Plus size={15} aria-hidden />}>
      New segment
    </Button>
  ) : null;
  return (
    <Page
      title="Segments"
      lead="Groups that stay up to date: everybody who matches the conditions is in."
      actions={make}
    >
      <Notice />
      <Section flush>
        <List
          label="Segments"
          rows={list.data}
          columns={columns}
          to={(s) => `/segments/${s.id}`}
          nextCursor={list.next_cursor}
          empty={
            <Empty icon={Group} title="No segment yet" action={make}>
              Describe people once, by tag, country, language and more, and message them as a group.
            </Empty>
          }
        />
      </Section>
    </Page>
  );
}
