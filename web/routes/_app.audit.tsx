import { Button, TextInput } from '@mantine/core';
import { Link, useLoaderData, useSearchParams, type MetaFunction } from '@remix-run/react';
import { ScrollText, ShieldCheck } from 'lucide-react';
import { AuditVerdict } from '../audit/audit-verdict.tsx';
import { filters } from '../server/fields.server.ts';
import { page } from '../server/page.server.ts';
import { Empty } from '../ui/empty.tsx';
import { Mono } from '../ui/facts.tsx';
import { Filters, SelectFilter } from '../ui/filters.tsx';
import { List, type Column } from '../ui/list.tsx';
import { Page, Section } from '../ui/page.tsx';
import { sentence } from '../ui/status.tsx';
import { Moment } from '../ui/values.tsx';

export const meta: MetaFunction = () => [{ title: 'Audit log · Assent' }];

const THINGS = [
  'contact',
  'consent',
  'verification',
  'suppression',
  'template',
  'message',
  'campaign',
  'import',
  'organization',
  'api_key',
  'user',
].map((value) => ({ value, label: sentence(value) }));

export const loader = page(async ({ api, url }) => {
  const { entity_type, entity_id, actor, day, cursor } = filters(url, [
    'entity_type',
    'entity_id',
    'actor',
    'day',
    'cursor',
  ]);
  const dated = day && /^\d{4}-\d{2}-\d{2}$/.test(day) ? day : undefined;
  const [list, users, verdict] = await Promise.all([
    api.audit.list({
      query: {
        ...(entity_type ? { entity_type } : {}),
        ...(entity_id ? { entity_id } : {}),
        ...(actor ? { actor } : {}),
        ...(dated ? { from: `${dated}T00:00:00Z`, to: `${dated}T23:59:59.999Z` } : {}),
        ...(cursor ? { cursor } : {}),
      },
    }),
    api.users.list({ query: { limit: 200 } }),
    url.searchParams.get('verify') === 'now' ? api.audit.verify({}) : null,
  ]);
  const people = users.data.map(({ id, name }) => ({ value: id, label: name }));
  return {
    people,
    verdict,
    list: {
      ...list,
      data: list.data.map((entry) => ({
        ...entry,
        who: people.find(({ value }) => value === entry.actor_id)?.label ?? null,
      })),
    },
  };
});

type Row = Awaited<ReturnType<typeof loader>>['list']['data'][number];
const ACTORS: Record<string, string> = {
  user: 'A colleague',
  api_key: 'An API key',
  person: 'The person',
  system: 'Assent',
  provider: 'The provider',
};
const columns: Column<Row>[] = [
  { label: 'What', cell: (e) => sentence(e.action), tight: true },
  { label: 'Who', cell: (e) => e.who ?? ACTORS[e.actor_type] ?? e.actor_type, tight: true },
  {
    label: 'Of what',
    cell: (e) => <Entity type={e.entity_type} id={e.entity_id} />,
    quiet: true,
    tight: true,
  },
  { label: 'Detail', cell: (e) => detailOf(e.detail), quiet: true },
  { label: 'When', cell: (e) => <Moment at={e.occurred_at} />, quiet: true, tight: true },
];

const PAGES: Record<string, string> = {
  contact: '/contacts',
  consent: '/consents',
  verification: '/verifications',
  template: '/templates',
  message: '/messages',
  campaign: '/campaigns',
  import: '/contacts/imports',
};

function Entity({ type, id }: { type: string; id: string }) {
  const folder = PAGES[type];
  const name = (
    <>
      {sentence(type)} <Mono>…{id.slice(-6)}</Mono>
    </>
  );
  return folder ? <Link to={`${folder}/${id}`}>{name}</Link> : name;
}

/** Ids and hashes say nothing to a reader; what they name can be opened. */
const isId = (value: unknown): boolean =>
  typeof value === 'string' && /^[0-9a-f]{8}-[0-9a-f-]{27}$/.test(value);

const detailOf = (detail: Record<string, unknown>): string =>
  Object.entries(detail)
    .filter(([name, value]) => !name.endsWith('_sha256') && ![value].flat().some(isId))
    .map(([name, value]) => `${sentence(name)}: ${shown(value)}`)
    .join('; ');

const shown = (value: unknown): string =>
  Array.isArray(value)
    ? value.length > 4
      ? `${value.slice(0, 4).join(', ')} and ${value.length - 4} more`
      : value.join(', ')
    : typeof value === 'object'
      ? JSON.stringify(value)
      : String(value);

export default function Audit() {
  const { list, people, verdict } = useLoaderData<typeof loader>();
  const [search] = useSearchParams();
  return (
    <Page
      title="Audit log"
      lead="Who did what, newest first. Sealed every minute, so that a change by anybody is found."
      actions={
        <Button
          component={Link}
          to="?verify=now"
          variant="default"
          leftSection={<ShieldCheck size={15} aria-hidden />}
        >
          Verify now
        </Button>
      }
    >
      {verdict ? <AuditVerdict verdict={verdict} /> : null}
      <Filters>
        <SelectFilter name="entity_type" label="Of what" options={THINGS} />
        <SelectFilter name="actor" label="Who" options={people} any="Anyone" />
        <TextInput
          type="date"
          name="day"
          label="Day (UTC)"
          defaultValue={search.get('day') ?? ''}
        />
      </Filters>
      <Section flush>
        <List
          label="Audit log"
          rows={list.data}
          columns={columns}
          nextCursor={list.next_cursor}
          empty={
            <Empty icon={ScrollText} title="Nothing fits these filters">
              Change or clear the filters.
            </Empty>
          }
        />
      </Section>
    </Page>
  );
}
