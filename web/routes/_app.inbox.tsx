import { data } from '@remix-run/node';
import { useLoaderData, type MetaFunction } from '@remix-run/react';
import { Inbox } from 'lucide-react';
import { LongTextField, SubmitButton, TextField } from '../forms/fields.tsx';
import { PageForm } from '../forms/form.tsx';
import { Fields } from '../forms/layout.tsx';
import { InboxItem } from '../messages/inbox-item.tsx';
import { filters, text } from '../server/fields.server.ts';
import { act, page, type PageArgs } from '../server/page.server.ts';
import { redirect } from '../server/redirect.server.ts';
import { Empty } from '../ui/empty.tsx';
import { Filters, SelectFilter, TextFilter } from '../ui/filters.tsx';
import { Notice } from '../ui/notice.tsx';
import { Columns, Page, Section } from '../ui/page.tsx';
import { Pager } from '../ui/pager.tsx';
import { CHANNEL_OPTIONS } from '../ui/values.tsx';

export const meta: MetaFunction = () => [{ title: 'Inbox · Assent' }];

const inboxOf = ({ inbox }: PageArgs): NonNullable<PageArgs['inbox']> => {
  if (!inbox) throw data({ message: 'No such page' }, { status: 404 });
  return inbox;
};

export const loader = page(async (args) => {
  const query = filters(args.url, ['channel', 'to', 'cursor']);
  return inboxOf(args).list({ ...query, limit: '20' });
});

export const action = act({ text: ['from', 'body'] }, async (args) => {
  await inboxOf(args).sendText({
    from: (text(args.form, 'from') ?? '').replaceAll(/[\s()-]/g, ''),
    body: text(args.form, 'body') ?? '',
  });
  return redirect('/inbox?done=text-sent');
});

export default function InboxPage() {
  const { data: messages, next_cursor } = useLoaderData<typeof loader>();
  return (
    <Page
      title="Inbox"
      lead="What this machine's own mail and text receivers got. Nothing leaves the machine."
    >
      <Notice />
      <Columns>
        <div>
          <Filters>
            <TextFilter name="to" label="To" placeholder="Whole address or number" />
            <SelectFilter name="channel" label="Channel" options={CHANNEL_OPTIONS} />
          </Filters>
          {messages.length ? (
            messages.map((message) => <InboxItem key={message.id} message={message} />)
          ) : (
            <Section flush>
              <Empty icon={Inbox} title="Nothing here">
                Send a code, a test or a campaign, and it arrives here within a second.
              </Empty>
            </Section>
          )}
          <Pager next={next_cursor} />
        </div>
        <div>
          <Section title="Text in, as a phone would" lead="STOP, START, HELP, or anything else">
            <PageForm intent="text">
              <Fields>
                <TextField name="from" label="From" placeholder="+96550000001" type="tel" />
                <LongTextField name="body" label="Text" defaultValue="STOP" />
                <div>
                  <SubmitButton>Send</SubmitButton>
                </div>
              </Fields>
            </PageForm>
          </Section>
        </div>
      </Columns>
    </Page>
  );
}
