import { useLoaderData, type MetaFunction } from '@remix-run/react';
import { VisitorThread } from '../assistant/visitor-thread.tsx';
import { ConfirmForm } from '../forms/confirm-form.tsx';
import { act, page } from '../server/page.server.ts';
import { redirect } from '../server/redirect.server.ts';
import { Page, Section } from '../ui/page.tsx';

export const meta: MetaFunction = () => [{ title: 'Visitors · Assent' }];

export const loader = page(({ api, params }) =>
  api.assistantVisitors.get({ params: { id: params['id'] ?? '' } }),
);

export const action = act({ delete: [] }, async ({ api, params }) => {
  await api.assistantVisitors.remove({ params: { id: params['id'] ?? '' } });
  return redirect('/assistant/visitors?done=deleted');
});

export default function Visitor() {
  const conversation = useLoaderData<typeof loader>();
  return (
    <Page
      title={conversation.title ?? 'A visitor'}
      back={{ to: '/assistant/visitors', label: 'Visitors' }}
      actions={
        <ConfirmForm
          intent="delete"
          ask="Delete"
          title="Delete this conversation?"
          act="Yes, delete it"
          words="The questions and answers are deleted at once. What they used stays counted."
        />
      }
    >
      <Section>
        <VisitorThread messages={conversation.messages} />
      </Section>
    </Page>
  );
}
