import { Link, useLoaderData, useNavigation, type MetaFunction } from '@remix-run/react';
import { AskForm } from '../assistant/ask-form.tsx';
import classes from '../assistant/assistant.module.css';
import { useEndInView } from '../assistant/end-in-view.ts';
import { useFollowed } from '../assistant/follow-answer.ts';
import { limitsNow } from '../assistant/limits-now.ts';
import { StopButton, StopForm } from '../assistant/stop-answer.tsx';
import { Question, Thread, Writing } from '../assistant/thread.tsx';
import { ConfirmForm } from '../forms/confirm-form.tsx';
import { filters, text } from '../server/fields.server.ts';
import { act, page } from '../server/page.server.ts';
import { redirect } from '../server/redirect.server.ts';
import { Empty } from '../ui/empty.tsx';
import { Page, Section } from '../ui/page.tsx';
import { MessagesSquare } from 'lucide-react';

export const meta: MetaFunction = () => [{ title: 'Chat · Assent' }];

/** Questions and answers that are shown together. */
const SHOWN = 100;

export const loader = page(async ({ api, params, url }) => {
  const { cursor } = filters(url, ['cursor']);
  const of = { id: params['id'] ?? '' };
  const [conversation, list, quota] = await Promise.all([
    api.assistantConversations.get({ params: of }),
    api.assistantConversations.messages({ params: of, query: { limit: SHOWN, cursor } }),
    api.assistant.quota({}),
  ]);
  return {
    conversation,
    messages: list.data.toReversed(),
    earlier: list.next_cursor,
    isEarlier: cursor !== undefined,
    limits: limitsNow(quota),
  };
});

export const action = act(
  { ask: ['content'], stop: ['id'], delete: [] },
  async ({ api, params, form }) => {
    const of = { id: params['id'] ?? '' };
    const intent = text(form, 'intent');
    if (intent === 'delete') {
      await api.assistantConversations.remove({ params: of });
      return redirect('/assistant?done=deleted');
    }
    if (intent === 'stop') {
      const message_id = text(form, 'id') ?? '';
      await api.assistantConversations.cancel({ params: { ...of, message_id } });
    } else {
      const content = text(form, 'content') ?? '';
      await api.assistantConversations.ask({ params: of, body: { content, wait: false } });
    }
    return redirect(`/assistant/${of.id}`);
  },
);

export default function Conversation() {
  const { conversation, messages, earlier, isEarlier, limits } = useLoaderData<typeof loader>();
  const last = messages.at(-1);
  const answering = last?.status === 'answering' ? last : undefined;
  const growing = useFollowed(
    answering && `/api/v1/assistant/conversations/${conversation.id}/messages/${answering.id}`,
    { text: answering?.content ?? '', looking: answering?.looking ?? [] },
  );
  const asked = useAsked();
  useEndInView(
    `${last?.id} ${asked ?? ''}`,
    `${last?.status} ${growing.text.length} ${growing.looking.length}`,
  );
  return (
    <Page
      title={conversation.title ?? 'Chat'}
      back={{ to: '/assistant', label: 'Chat' }}
      actions={
        <ConfirmForm
          intent="delete"
          ask="Delete"
          title="Delete this conversation?"
          act="Yes, delete it"
          words="Its questions and answers are deleted at once. What it used stays counted."
        />
      }
    >
      {answering ? (
        <noscript>
          <meta httpEquiv="refresh" content="3" />
        </noscript>
      ) : null}
      <Section>
        {earlier ? (
          <p>
            <Link to={`?cursor=${encodeURIComponent(earlier)}`}>Earlier questions</Link>
          </p>
        ) : null}
        <Thread messages={messages} growing={growing} limits={limits}>
          {asked ? (
            <>
              <Question text={asked} />
              <Writing />
            </>
          ) : null}
          {messages.length || asked ? null : (
            <Empty icon={MessagesSquare} title="Nothing asked yet">
              Ask something below.
            </Empty>
          )}
        </Thread>
        {isEarlier ? (
          <p>
            <Link to=".">The latest questions</Link>
          </p>
        ) : (
          <div className={classes['ask']}>
            {answering ? <StopForm id={answering.id} /> : null}
            <AskForm
              label={messages.length ? 'Your next question' : 'Your question'}
              disabled={answering !== undefined}
              known={messages.length}
              beside={answering && !growing.isOver ? <StopButton /> : null}
            />
          </div>
        )}
      </Section>
    </Page>
  );
}

/** Returns the question that is being sent; the page has it once that is over. */
function useAsked(): string | undefined {
  const { formData } = useNavigation();
  const content = formData?.get('intent') === 'ask' ? formData.get('content') : null;
  return typeof content === 'string' && content.trim() ? content.trim() : undefined;
}
