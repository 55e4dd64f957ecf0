import { Button } from '@mantine/core';
import { Link, useLoaderData, type MetaFunction } from '@remix-run/react';
import { Megaphone, Plus } from 'lucide-react';
import { campaignStatus } from '../../domain/campaigns/contract.ts';
import { channel } from '../../domain/channel.contract.ts';
import { filters, oneOf } from '../server/fields.server.ts';
import { labelFor, purposeChoices } from '../server/choices.server.ts';
import { operatorLink } from '../server/operator-links.server.ts';
import { page } from '../server/page.server.ts';
import { EmptyList } from '../ui/empty.tsx';
import { Filters, SelectFilter } from '../ui/filters.tsx';
import { List, type Column } from '../ui/list.tsx';
import { Notice } from '../ui/notice.tsx';
import { OperatorLink } from '../ui/operator-link.tsx';
import { Page, Section } from '../ui/page.tsx';
import { Status, statusOptions } from '../ui/status.tsx';
import { Channel, CHANNEL_OPTIONS, Moment } from '../ui/values.tsx';

export const meta: MetaFunction = () => [{ title: 'Campaigns · Assent' }];

export const loader = page(async ({ api, url, session, config }) => {
  const asked = filters(url, ['status', 'channel', 'cursor']);
  const [list, purposes] = await Promise.all([
    api.campaigns.list({
      query: {
        ...asked,
        status: oneOf(asked.status, campaignStatus.options),
        channel: oneOf(asked.channel, channel.options),
      },
    }),
    purposeChoices(api),
  ]);
  return {
    link: operatorLink({ config, session }, 'campaignsSending'),
    list: {
      ...list,
      data: list.data.map((c) => ({ ...c, purposeName: labelFor(purposes, c.purpose) })),
    },
    statuses: statusOptions(campaignStatus.options),
    filtered: Object.keys(asked).length > 0,
    mayWrite: session.permissions.includes('campaigns:write'),
  };
});

type Row = Awaited<ReturnType<typeof loader>>['list']['data'][number];
const columns: Column<Row>[] = [
  { label: 'Name', cell: (c) => c.name },
  { label: 'State', cell: (c) => <Status value={c.status} /> },
  { label: 'Channel', cell: (c) => <Channel value={c.channel} /> },
  { label: 'Purpose', cell: (c) => c.purposeName },
  {
    label: 'When',
    cell: (c) => <Moment at={c.started_at ?? c.scheduled_at} missing="Not set" />,
    quiet: true,
    tight: true,
  },
];

export default function Campaigns() {
  const { list, link, statuses, filtered, mayWrite } = useLoaderData<typeof loader>();
  const make = mayWrite ? (
    <Button component={Link} to="/campaigns/new" leftSection={<Plus size={15} aria-hidden />}>
      New campaign
    </Button>
  ) : null;
  return (
    <Page
      title="Campaigns"
      lead="One message to many people, each of whom said yes to it."
      actions={
        <>
          <OperatorLink link={link} />
          {make}
        </>
      }
    >
      <Notice />
      <Filters>
        <SelectFilter name="status" label="State" options={statuses} />
        <SelectFilter name="channel" label="Channel" options={CHANNEL_OPTIONS} />
      </Filters>
      <Section flush>
        <List
          label="Campaigns"
          rows={list.data}
          columns={columns}
          to={(c) => `/campaigns/${c.id}`}
          nextCursor={list.next_cursor}
          empty={
            <EmptyList
              icon={Megaphone}
              filtered={filtered}
              none="None matches these filters"
              title="No campaign yet"
              action={make}
            >
              Choose people and a message, see who would get it and who would not, then send.
            </EmptyList>
          }
        />
      </Section>
    </Page>
  );
}
