import { Anchor } from '@mantine/core';
import { Link, useLoaderData, type MetaFunction } from '@remix-run/react';
import { MessageCircleQuestion } from 'lucide-react';
import { filters } from '../server/fields.server.ts';
import { page } from '../server/page.server.ts';
import { EmptyList } from '../ui/empty.tsx';
import { List, type Column } from '../ui/list.tsx';
import { Notice } from '../ui/notice.tsx';
import { Page, Section } from '../ui/page.tsx';
import { Count, Moment } from '../ui/values.tsx';

export const meta: MetaFunction = () => [{ title: 'Visitors · Assent' }];

export const loader = page(async ({ api, url }) => {
  const { cursor } = filters(url, ['cursor']);
  return api.assistantVisitors.list({ query: { cursor } });
});

type Row = Awaited<ReturnType<typeof loader>>['data'][number];
const columns: Column<Row>[] = [
  { label: 'Conversation', cell: (row) => row.title ?? 'Not to be seen' },
  { label: 'Questions', cell: (row) => <Count value={row.questions} />, tight: true },
  { label: 'Last', cell: (row) => <Moment at={row.last_message_at} />, quiet: true, tight: true },
];

export default function Visitors() {
  const list = useLoaderData<typeof loader>();
  return (
    <Page
      title="Visitors"
      lead="What visitors of your sites have asked the assistant. Reading a conversation is recorded in the audit log."
    >
      <Notice />
      <Section flush>
        <List
          label="Conversations of visitors"
          rows={list.data}
          columns={columns}
          to={(row) => `/assistant/visitors/${row.id}`}
          nextCursor={list.next_cursor}
          empty={
            <EmptyList
              icon={MessageCircleQuestion}
              filtered={false}
              none=""
              title="Nobody has asked yet"
            >
              <Anchor component={Link} to="/settings/widget">
                Set up the chat widget
              </Anchor>{' '}
              and put it on your site.
            </EmptyList>
          }
        />
      </Section>
    </Page>
  );
}
