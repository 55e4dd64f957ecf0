import { useLoaderData, type MetaFunction } from '@remix-run/react';
import { NextSteps, type NextStep } from '../home/next-steps.tsx';
import { page, type PageArgs } from '../server/page.server.ts';
import { List, type Column } from '../ui/list.tsx';
import { Page, Section } from '../ui/page.tsx';
import { Status } from '../ui/status.tsx';
import { Tile, Tiles } from '../ui/tile.tsx';
import { Channel, Moment } from '../ui/values.tsx';

export const meta: MetaFunction = () => [{ title: 'Home · Assent' }];

/** Counted up to here; beyond it, "200+". */
const MOST = 200;

type Rows = { data: unknown[]; next_cursor: string | null };
const some = async (rows: Promise<Rows>): Promise<boolean> => (await rows).data.length > 0;
const counted = async (rows: Promise<Rows>): Promise<number | string> => {
  const { data, next_cursor } = await rows;
  return next_cursor ? `${MOST}+` : data.length;
};

export const loader = page(async ({ api, session }) => {
  const [tiles, done, campaigns] = await Promise.all([
    numbers(api),
    progress(api),
    api.campaigns.list({ query: { limit: 5 } }),
  ]);
  return { tiles, done, campaigns: campaigns.data, name: session.user.name };
});

type PagesApi = PageArgs['api'];

async function numbers(api: PagesApi) {
  const limit = MOST;
  const [contacts, granted, pending, queued, failed, uncertain] = await Promise.all([
    counted(api.contacts.list({ query: { limit } })),
    counted(api.consents.list({ query: { limit, state: 'granted' } })),
    counted(api.verifications.list({ query: { limit, status: 'pending' } })),
    counted(api.messages.list({ query: { limit, status: 'queued' } })),
    counted(api.messages.list({ query: { limit, status: 'failed' } })),
    counted(api.messages.list({ query: { limit, status: 'uncertain' } })),
  ]);
  return { contacts, granted, pending, queued, failed, uncertain };
}

async function progress(api: PagesApi) {
  const limit = 1;
  const [people, consent, words, campaign] = await Promise.all([
    some(api.contacts.list({ query: { limit } })),
    some(api.consents.list({ query: { limit, state: 'granted' } })),
    some(api.templates.list({ query: { limit, origin: 'user' } })),
    some(api.campaigns.list({ query: { limit } })),
  ]);
  return { people, consent, words, campaign };
}

type Row = Awaited<ReturnType<typeof loader>>['campaigns'][number];
const columns: Column<Row>[] = [
  { label: 'Name', cell: (c) => c.name },
  { label: 'State', cell: (c) => <Status value={c.status} /> },
  { label: 'Channel', cell: (c) => <Channel value={c.channel} /> },
  { label: 'Changed', cell: (c) => <Moment at={c.updated_at} />, quiet: true, tight: true },
];

export default function Home() {
  const { tiles, done, campaigns, name } = useLoaderData<typeof loader>();
  return (
    <Page title={`Hello, ${name}`} lead="Where things stand. Every number leads to its list.">
      <Tiles>
        <Tile label="Contacts" value={tiles.contacts} to="/contacts" />
        <Tile label="Consents granted" value={tiles.granted} to="/consents?state=granted" />
        <Tile label="Codes waiting" value={tiles.pending} to="/verifications?status=pending" />
        <Tile label="Messages queued" value={tiles.queued} to="/messages?status=queued" />
        <Tile label="Messages failed" value={tiles.failed} to="/messages?status=failed" />
        <Tile label="Messages in doubt" value={tiles.uncertain} to="/messages?status=uncertain" />
      </Tiles>
      {Object.values(done).every(Boolean) ? null : <NextSteps steps={stepsOf(done)} />}
      {campaigns.length ? (
        <Section title="Latest campaigns" flush>
          <List
            label="Latest campaigns"
            rows={campaigns}
            columns={columns}
            to={(c) => `/campaigns/${c.id}`}
            empty={null}
          />
        </Section>
      ) : null}
    </Page>
  );
}

const stepsOf = (
  done: Record<'people' | 'consent' | 'words' | 'campaign', boolean>,
): NextStep[] => [
  {
    id: 'people',
    done: done.people,
    title: 'Bring the people you know',
    words: 'Import a CSV file, or add them one by one.',
    to: '/contacts/imports/new',
    act: 'Import',
  },
  {
    id: 'consent',
    done: done.consent,
    title: 'Ask for consent',
    words: 'On a contact’s page, or share your sign-up form.',
    to: done.people ? '/contacts' : '/settings',
    act: done.people ? 'Open contacts' : 'See the form',
  },
  {
    id: 'words',
    done: done.words,
    title: 'Write a message',
    words: 'Start from a provided template and make it yours.',
    to: '/templates',
    act: 'Templates',
  },
  {
    id: 'campaign',
    done: done.campaign,
    title: 'Send a campaign',
    words: 'It goes only to people who said yes, and tells you who was left out.',
    to: '/campaigns/new',
    act: 'New campaign',
  },
];
