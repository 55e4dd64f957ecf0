import { useLoaderData, type MetaFunction } from '@remix-run/react';
import { range, RANGES } from '../../domain/overview/contract.ts';
import { own } from '../../lib/own.ts';
import { Charts } from '../home/charts.tsx';
import { NextSteps, type NextStep } from '../home/next-steps.tsx';
import { page } from '../server/page.server.ts';
import { part } from '../server/part.server.ts';
import { List, type Column } from '../ui/list.tsx';
import { Page, Section } from '../ui/page.tsx';
import { Status } from '../ui/status.tsx';
import { Tile, Tiles } from '../ui/tile.tsx';
import { Channel, Moment } from '../ui/values.tsx';

export const meta: MetaFunction = () => [{ title: 'Home · Assent' }];

export const loader = page(async ({ api, url, session, failed }) => {
  const days = range.catch(30).parse(url.searchParams.get('days') ?? undefined);
  const query = { days };
  const who = { session, failed };
  const [stand, own, campaigns, consents, verifications, messages] = await Promise.all([
    api.overview.get({}),
    api.templates.list({ query: { limit: 1, origin: 'user' } }),
    api.campaigns.list({ query: { limit: 5 } }),
    part(who, 'consents:read', () => api.overview.consents({ query })),
    part(who, 'verifications:read', () => api.overview.verifications({ query })),
    part(who, 'messages:read', () => api.overview.messages({ query })),
  ]);
  const done = {
    people: stand.contacts > 0,
    consent: (stand.consents['granted'] ?? 0) > 0,
    words: own.data.length > 0,
    campaign: campaigns.data.length > 0,
  };
  return {
    stand,
    done,
    campaigns: campaigns.data,
    name: session.user.name,
    form: `/f/${session.organization.slug}/opt-in`,
    charts: { days, choices: RANGES, consents, verifications, messages },
  };
});

type Row = Awaited<ReturnType<typeof loader>>['campaigns'][number];
const columns: Column<Row>[] = [
  { label: 'Name', cell: (c) => c.name },
  { label: 'State', cell: (c) => <Status value={c.status} /> },
  { label: 'Channel', cell: (c) => <Channel value={c.channel} /> },
  { label: 'Changed', cell: (c) => <Moment at={c.updated_at} />, quiet: true, tight: true },
];

export default function Home() {
  const { stand, done, campaigns, name, form, charts } = useLoaderData<typeof loader>();
  return (
    <Page title={`Hello, ${name}`} lead="The current state. Every number leads to its list.">
      <Tiles>
        <Tile label="Contacts" value={stand.contacts} to="/contacts" />
        <Tile
          label="Consents granted"
          value={stand.consents['granted'] ?? 0}
          to="/consents?state=granted"
        />
        <Tile
          label="Withdrawn"
          value={stand.consents['withdrawn'] ?? 0}
          to="/consents?state=withdrawn"
        />
        <Tile
          label="Codes waiting"
          value={stand.verifications_pending}
          to="/verifications?status=pending"
        />
        <Tile label="Messages sent" value={sentOf(stand.messages)} to="/messages" />
        <Tile
          label="Uncertain"
          value={stand.messages['uncertain'] ?? 0}
          to="/messages?status=uncertain"
        />
      </Tiles>
      {Object.values(done).every(Boolean) ? null : <NextSteps steps={stepsOf(done, form)} />}
      <Charts {...charts} />
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

/** Counts messages that were handed over, whatever their outcome. */
const sentOf = (messages: Record<string, number>): number =>
  ['sent', 'delivered', 'complained'].reduce(
    (sum, status) => sum + (own(messages, status) ?? 0),
    0,
  );

const stepsOf = (
  done: Record<'people' | 'consent' | 'words' | 'campaign', boolean>,
  form: string,
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
    to: done.people ? '/contacts' : form,
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
