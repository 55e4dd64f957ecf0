import { useLoaderData, type MetaFunction } from '@remix-run/react';
import { History } from 'lucide-react';
import { eventAction, source } from '../../domain/consent/contract.ts';
import { channel } from '../../domain/channel.contract.ts';
import { own } from '../../lib/own.ts';
import { ACTION_WORDS, actionOptions } from '../consent/actions.ts';
import { purposeChoices } from '../server/choices.server.ts';
import { daysOf, filters, oneOf } from '../server/fields.server.ts';
import { sourceWord, sourceWords } from '../consent/source-words.ts';
import { page } from '../server/page.server.ts';
import { addressWords } from '../ui/address.ts';
import { EmptyList } from '../ui/empty.tsx';
import { DayFilters, Filters, SelectFilter } from '../ui/filters.tsx';
import { List, type Column } from '../ui/list.tsx';
import { Page, Section } from '../ui/page.tsx';
import { Purpose } from '../ui/purpose.tsx';
import { sentence, Status } from '../ui/status.tsx';
import { Channel, CHANNEL_OPTIONS, Moment } from '../ui/values.tsx';

export const meta: MetaFunction = () => [{ title: 'What happened to consents · Assent' }];

export const loader = page(async ({ api, url }) => {
  const asked = filters(url, ['action', 'source', 'channel', 'purpose', 'from', 'to', 'cursor']);
  const [list, purposes] = await Promise.all([
    api.consentEvents.list({
      query: {
        ...asked,
        ...daysOf(asked),
        action: oneOf(asked.action, eventAction.options),
        source: oneOf(asked.source, source.options),
        channel: oneOf(asked.channel, channel.options),
      },
    }),
    purposeChoices(api),
  ]);
  return {
    list,
    purposes,
    actions: actionOptions(eventAction.options),
    sources: source.options.map((value) => ({ value, label: sourceWord(value) })),
    filtered: Object.keys(asked).length > 0,
  };
});

type Row = Awaited<ReturnType<typeof loader>>['list']['data'][number];
const columns: Column<Row>[] = [
  { label: 'Address', cell: (e) => addressWords(e.address, e.address_absent) },
  { label: 'What happened', cell: (e) => own(ACTION_WORDS, e.action) ?? sentence(e.action) },
  { label: 'Source', cell: (e) => sourceWords(e) },
  { label: 'Purpose', cell: (e) => <Purpose value={e.purpose} /> },
  { label: 'Channel', cell: (e) => <Channel value={e.channel} /> },
  { label: 'State after', cell: (e) => <Status value={e.state_after} /> },
  { label: 'Recorded', cell: (e) => <Moment at={e.recorded_at} />, quiet: true, tight: true },
];

export default function ConsentEvents() {
  const { list, purposes, actions, sources, filtered } = useLoaderData<typeof loader>();
  return (
    <Page
      title="What happened to consents"
      lead="Every request, grant and withdrawal, with its source. Open one to see its record."
      back={{ to: '/consents', label: 'Consent records' }}
    >
      <Filters>
        <SelectFilter name="action" label="What happened" options={actions} />
        <SelectFilter name="source" label="Source" options={sources} />
        <SelectFilter name="purpose" label="Purpose" options={purposes} />
        <SelectFilter name="channel" label="Channel" options={CHANNEL_OPTIONS} />
        <DayFilters />
      </Filters>
      <Section flush>
        <List
          label="Consent events"
          rows={list.data}
          columns={columns}
          to={(e) => `/consents/${e.consent_id}`}
          nextCursor={list.next_cursor}
          empty={
            <EmptyList
              icon={History}
              filtered={filtered}
              none="Nothing matches these filters"
              title="Nothing has happened yet"
            >
              Requests, grants and withdrawals appear here as they come.
            </EmptyList>
          }
        />
      </Section>
    </Page>
  );
}
