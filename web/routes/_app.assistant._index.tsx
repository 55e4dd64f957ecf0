import { useLoaderData, type MetaFunction } from '@remix-run/react';
import { MessagesSquare } from 'lucide-react';
import { AskForm } from '../assistant/ask-form.tsx';
import { FailureWords } from '../assistant/failure-words.tsx';
import { limitsNow } from '../assistant/limits-now.ts';
import { filters, text } from '../server/fields.server.ts';
import { act, page } from '../server/page.server.ts';
import { redirect } from '../server/redirect.server.ts';
import { EmptyList } from '../ui/empty.tsx';
import { Filters, SearchBox } from '../ui/filters.tsx';
import { List, type Column } from '../ui/list.tsx';
import { Notice } from '../ui/notice.tsx';
import { Page, Section } from '../ui/page.tsx';
import { Moment } from '../ui/values.tsx';

export const meta: MetaFunction = () => [{ title: 'Chat · Assent' }];

export const loader = page(async ({ api, url }) => {
  const { q, cursor } = filters(url, ['q', 'cursor']);
  const [list, quota] = await Promise.all([
    api.assistantConversations.list({ query: { q, cursor, feature: 'chat' } }),
    api.assistant.quota({}),
  ]);
  const { used, reserved, hard } = quota;
  const isFull =
    (hard.tokens !== null && used.tokens + reserved.tokens >= hard.tokens) ||
    (hard.cost !== null && Number(used.cost) + Number(reserved.cost) >= Number(hard.cost));
  return { list, filtered: q !== undefined, limits: limitsNow(quota), isFull };
});

export const action = act({ ask: ['content'] }, async ({ api, form }) => {
  const content = text(form, 'content') ?? '';
  // A refused question leaves no empty conversation behind.
  const { id } = await api.assistantConversations.create({ body: { feature: 'chat' } });
  const made = { params: { id } };
  try {
    await api.assistantConversations.ask({ ...made, body: { content, wait: false } });
  } catch (error) {
    await api.assistantConversations.remove(made);
    throw error;
  }
  return redirect(`/assistant/${id}`);
});

type Row = Awaited<ReturnType<typeof loader>>['list']['data'][number];
const columns: Column<Row>[] = [
  { label: 'Conversation', cell: (row) => row.title ?? 'Nothing asked yet' },
  { label: 'Last', cell: (row) => <Moment at={row.last_message_at} />, quiet: true, tight: true },
];

export default function Chat() {
  const { list, filtered, limits, isFull } = useLoaderData<typeof loader>();
  return (
    <Page
      title="Chat"
      lead="Ask about your campaigns, consents and contacts. The assistant reads what you may see, and changes nothing. Names and addresses are replaced by tokens before anything is sent to a model."
    >
      <Notice />
      {isFull ? <FailureWords failure="organization_cost" limits={limits} /> : null}
      <Section>
        <AskForm
          label="Your question"
          placeholder="Who was left out of the last campaign, and why?"
        />
      </Section>
      <Filters>
        <SearchBox label="Find a conversation" placeholder="Words of a question" />
      </Filters>
      <Section flush>
        <List
          label="Conversations"
          rows={list.data}
          columns={columns}
          to={(row) => `/assistant/${row.id}`}
          nextCursor={list.next_cursor}
          empty={
            <EmptyList
              icon={MessagesSquare}
              filtered={filtered}
              none="No conversation has these words"
              title="No conversation yet"
            >
              Ask something above. Nobody else sees it.
            </EmptyList>
          }
        />
      </Section>
    </Page>
  );
}
