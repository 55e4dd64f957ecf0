import { Button } from '@mantine/core';
import { Link, useLoaderData, type MetaFunction } from '@remix-run/react';
import { Download, ScrollText, ShieldCheck, Stamp } from 'lucide-react';
import { AuditVerdict } from '../audit/audit-verdict.tsx';
import { Detail } from '../audit/detail.tsx';
import { ACTOR_OPTIONS, actionWord, sentenceOf, thingWord } from '../audit/sentence.ts';
import { Thing } from '../audit/things.tsx';
import { clockOf } from '../server/clock.server.ts';
import { daysOf, filters } from '../server/fields.server.ts';
import { instantOf } from '../server/local-time.server.ts';
import { page } from '../server/page.server.ts';
import { EmptyList } from '../ui/empty.tsx';
import { DayFilters, Filters, SearchBox, SelectFilter } from '../ui/filters.tsx';
import { List, type Column } from '../ui/list.tsx';
import { Page, Section } from '../ui/page.tsx';
import { Moment } from '../ui/values.tsx';

export const meta: MetaFunction = () => [{ title: 'Audit log · Assent' }];

export const loader = page(async ({ api, url, request, session }) => {
  const { cursor, ...asked } = filters(url, [
    'q', 'action', 'entity_type', 'entity_id', 'actor', 'request_id', 'from', 'to', 'cursor',
  ]); // prettier-ignore
  const { zone } = clockOf(request, session);
  const days = daysOf(asked);
  const filter = {
    ...asked,
    from: days.from && instantOf(`${days.from}T00:00`, zone),
    // Up to the beginning of the following day, so that the whole last day is included.
    to: days.to && instantOf(`${dayAfter(days.to)}T00:00`, zone),
  };
  const [list, terms, users, verdict] = await Promise.all([
    api.audit.list({ query: { ...filter, cursor } }),
    api.audit.terms({}),
    session.permissions.includes('members:read')
      ? api.users.list({ query: { limit: 200 } })
      : { data: [] },
    url.searchParams.get('verify') === 'now' ? api.audit.verify({}) : null,
  ]);
  const people = users.data.map(({ id, name }) => ({ value: id, label: name }));
  const given = Object.entries(filter).flatMap(([name, value]) => (value ? [[name, value]] : []));
  return {
    people,
    verdict,
    filtered: given.length > 0,
    exportOf: `/api/v1/audit/export?${new URLSearchParams([...given, ['format', 'csv']])}`,
    actions: terms.actions.map((value) => ({ value, label: actionWord(value) })),
    things: terms.entity_types.map((value) => ({ value, label: thingWord(value) })),
    list,
  };
});

const dayAfter = (day: string): string =>
  new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10);

type Row = Awaited<ReturnType<typeof loader>>['list']['data'][number];
const columns: Column<Row>[] = [
  { label: 'What happened', cell: (e) => sentenceOf(e) },
  {
    label: 'Of what',
    cell: (e) => (
      <Thing type={e.entity_type} id={e.entity_id} name={e.entity_name} gone={e.entity_gone} />
    ),
    quiet: true,
  },
  { label: 'Detail', cell: (e) => <Detail row={e} />, quiet: true },
  { label: 'When', cell: (e) => <Moment at={e.occurred_at} />, quiet: true, tight: true },
];

export default function Audit() {
  const { list, people, actions, things, verdict, filtered, exportOf } =
    useLoaderData<typeof loader>();
  return (
    <Page
      title="Audit log"
      lead="Who did what, newest first. Sealed every minute, so that any later change is detected."
      actions={
        <>
          <Button
            component={Link}
            to="/audit/seals"
            variant="default"
            leftSection={<Stamp size={15} aria-hidden />}
          >
            Seals
          </Button>
          <Button
            component="a"
            href={exportOf}
            variant="default"
            title={
              filtered
                ? 'What these filters show; the export is audited'
                : 'All of it; the export is audited'
            }
            leftSection={<Download size={15} aria-hidden />}
          >
            Export
          </Button>
          <Button
            component={Link}
            to="?verify=now"
            variant="default"
            leftSection={<ShieldCheck size={15} aria-hidden />}
          >
            Verify now
          </Button>
        </>
      }
    >
      {verdict ? <AuditVerdict verdict={verdict} /> : null}
      <Filters>
        <SearchBox label="Search" placeholder="An id, or words such as withdrawn" />
        <SelectFilter name="action" label="What" options={actions} />
        <SelectFilter name="entity_type" label="Of what" options={things} />
        <SelectFilter
          name="actor"
          label="Who"
          options={[...people, ...ACTOR_OPTIONS]}
          any="Anyone"
        />
        <DayFilters />
      </Filters>
      <Section flush>
        <List
          label="Audit log"
          rows={list.data}
          columns={columns}
          to={(e) => `/audit/${e.id}`}
          nextCursor={list.next_cursor}
          empty={
            <EmptyList
              icon={ScrollText}
              filtered={filtered}
              none="Nothing matches these filters"
              title="Nothing has been done yet"
            >
              What people and Assent do appears here.
            </EmptyList>
          }
        />
      </Section>
    </Page>
  );
}
