import { useActionData, type MetaFunction } from '@remix-run/react';
import { MailQuestion } from 'lucide-react';
import { FindAddress } from '../forms/find-address.tsx';
import { MESSAGE_COLUMNS, type MessageRow } from '../messages/columns.tsx';
import { text } from '../server/fields.server.ts';
import { act, page } from '../server/page.server.ts';
import { Empty } from '../ui/empty.tsx';
import { List } from '../ui/list.tsx';
import { Page, Section } from '../ui/page.tsx';

export const meta: MetaFunction = () => [{ title: 'Messages to an address · Assent' }];

export const loader = page(async ({ session }) => ({ organization: session.organization.name }));

/** The most that one page shows. */
const MOST = 100;

export const action = act({ find: ['address'] }, async ({ api, form }) => {
  const address = text(form, 'address') ?? '';
  const { data, next_cursor } = await api.messages.search({ body: { address, limit: MOST } });
  return { found: data, more: next_cursor !== null };
});

type Found = { found: MessageRow[]; more: boolean };
const isFound = (value: unknown): value is Found =>
  typeof value === 'object' && value !== null && 'found' in value;

export default function FindMessages() {
  const said: unknown = useActionData();
  const result = isFound(said) ? said : null;
  return (
    <Page
      title="Messages to an address"
      lead="Also to an address that a contact has since changed, or that no longer belongs to anybody here."
      back={{ to: '/messages', label: 'Messages' }}
    >
      <Section title="Which address?" lead="The whole address, in any spelling. It is not stored.">
        <FindAddress act="Find messages" />
      </Section>
      {result ? (
        <Section
          title="What was found"
          lead={
            result.more ? `The newest ${MOST}; the contact’s messages show all` : 'Newest first'
          }
          flush
        >
          <output>
            <List
              label="What was found"
              rows={result.found}
              columns={MESSAGE_COLUMNS}
              to={(m) => `/messages/${m.id}`}
              empty={
                <Empty icon={MailQuestion} title="Nothing was sent to this address, or kept back">
                  Messages that retention has deleted are not found.
                </Empty>
              }
            />
          </output>
        </Section>
      ) : null}
    </Page>
  );
}
