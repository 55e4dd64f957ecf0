import { useLoaderData, type MetaFunction } from '@remix-run/react';
import { MailCheck } from 'lucide-react';
import { messageStatus } from '../../domain/messaging/contract.ts';
import { channelSchema } from '../../domain/templates/contract.ts';
import { reasonWords } from '../messages/reasons.ts';
import { purposeChoices } from '../server/choices.server.ts';
import { daysOf, filters, oneOf } from '../server/fields.server.ts';
import { page } from '../server/page.server.ts';
import { Empty } from '../ui/empty.tsx';
import { DayFilters, Filters, SelectFilter } from '../ui/filters.tsx';
import { List, type Column } from '../ui/list.tsx';
import { Page, Section } from '../ui/page.tsx';
import { sentence, Status, statusOptions } from '../ui/status.tsx';
import { Channel, CHANNEL_OPTIONS, Moment } from '../ui/values.tsx';

export const meta: MetaFunction = () => [{ title: 'Messages · Assent' }];

export const loader = page(async ({ api, url }) => {
  const asked = filters(url, [
    'status',
    'channel',
    'purpose',
    'contact_id',
    'campaign_id',
    'from',
    'to',
    'cursor',
  ]);
  const [list, purposes] = await Promise.all([
    api.messages.list({
      query: {
        ...asked,
        ...daysOf(asked),
        channel: oneOf(asked.channel, channelSchema.options),
        status: oneOf(asked.status, messageStatus.options),
      },
    }),
    purposeChoices(api),
  ]);
  return {
    list,
    purposes,
    statuses: statusOptions(messageStatus.options),
    filtered: Object.keys(asked).length > 0,
  };
});

type Row = Awaited<ReturnType<typeof loader>>['list']['data'][number];
const columns: Column<Row>[] = [
  { label: 'To', cell: (m) => m.to ?? 'Erased' },
  { label: 'Channel', cell: (m) => <Channel value={m.channel} /> },
  { label: 'Purpose', cell: (m) => (m.purpose ? sentence(m.purpose) : '–') },
  { label: 'State', cell: (m) => <Status value={m.decision.held ? 'held' : m.status} /> },
  { label: 'Why', cell: (m) => reasonWords(m.decision.held ?? m.decision.reason), quiet: true },
  { label: 'Created', cell: (m) => <Moment at={m.created_at} />, quiet: true, tight: true },
];

export default function Messages() {
  const { list, statuses, purposes, filtered } = useLoaderData<typeof loader>();
  return (
    <Page
      title="Messages"
      lead="Every message that was sent, and every one that was not, with the reason."
    >
      <Filters>
        <SelectFilter name="status" label="State" options={statuses} />
        <SelectFilter name="purpose" label="Purpose" options={purposes} />
        <SelectFilter name="channel" label="Channel" options={CHANNEL_OPTIONS} />
        <DayFilters />
      </Filters>
      <Section flush>
        <List
          label="Messages"
          rows={list.data}
          columns={columns}
          to={(m) => `/messages/${m.id}`}
          nextCursor={list.next_cursor}
          empty={
            <Empty
              icon={MailCheck}
              title={filtered ? 'No message fits these filters' : 'Nothing has been sent yet'}
            >
              {filtered
                ? 'Change or clear the filters.'
                : 'Messages of campaigns, of the API and tests appear here.'}
            </Empty>
          }
        />
      </Section>
    </Page>
  );
}
