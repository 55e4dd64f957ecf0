import { Button } from '@mantine/core';
import { Link, useLoaderData, type MetaFunction } from '@remix-run/react';
import { Users } from 'lucide-react';
import { recipientStatus } from '../../domain/campaigns/contract.ts';
import { HELD } from '../../domain/message-rules/contract.ts';
import { reasonWords } from '../messages/reasons.ts';
import { filters, oneOf } from '../server/fields.server.ts';
import { page } from '../server/page.server.ts';
import { addressWords } from '../ui/address.ts';
import { Empty } from '../ui/empty.tsx';
import { Filters, SelectFilter } from '../ui/filters.tsx';
import { List, Over, type Column } from '../ui/list.tsx';
import { Page, Section } from '../ui/page.tsx';
import { Status, statusOptions } from '../ui/status.tsx';
import { Moment } from '../ui/values.tsx';

export const meta: MetaFunction = () => [{ title: 'Recipients · Assent' }];

export const loader = page(async ({ api, params, url }) => {
  const id = String(params['id']);
  const { status, held, cursor } = filters(url, ['status', 'held', 'cursor']);
  const [campaign, list] = await Promise.all([
    api.campaigns.get({ params: { id } }),
    api.campaigns.recipients({
      params: { id },
      query: {
        status: oneOf(status, recipientStatus.options),
        held: oneOf(held, HELD),
        ...(cursor ? { cursor } : {}),
      },
    }),
  ]);
  return { campaign, list, statuses: statusOptions(recipientStatus.options) };
});

const WAITS = [
  { value: 'quiet_hours', label: 'Their quiet hours' },
  { value: 'frequency_cap', label: 'Frequency cap' },
];

type Row = Awaited<ReturnType<typeof loader>>['list']['data'][number];

function Why({ row }: { row: Row }) {
  if (row.held) {
    return (
      <>
        {reasonWords(row.held)}, until <Moment at={row.held_until} />
      </>
    );
  }
  return row.reason ? <>{reasonWords(row.reason)}</> : null;
}

const columns: Column<Row>[] = [
  { label: 'To', cell: (r) => addressWords(r.address, r.address_absent) },
  { label: 'State', cell: (r) => <Status value={r.held ? 'held' : r.status} /> },
  { label: 'Why', cell: (r) => <Why row={r} />, quiet: true },
  { label: 'Error', cell: (r) => r.error_code, quiet: true },
  {
    label: 'Proof',
    cell: (r) => (
      <Over>
        <Link to={`/messages/${r.id}/why`} aria-label={`Why ${r.address ?? 'this person'}`}>
          Why?
        </Link>
      </Over>
    ),
    tight: true,
  },
  { label: 'Sent', cell: (r) => <Moment at={r.sent_at} />, quiet: true, tight: true },
];

export default function Recipients() {
  const { campaign, list, statuses } = useLoaderData<typeof loader>();
  return (
    <Page
      title="Recipients"
      lead="Everybody in the audience: what happened, and why."
      back={{ to: `/campaigns/${campaign.id}`, label: campaign.name }}
      actions={
        <Button component={Link} to={`/campaigns/${campaign.id}/why`} variant="default">
          Why somebody else
        </Button>
      }
    >
      <Filters>
        <SelectFilter name="status" label="State" options={statuses} />
        <SelectFilter name="held" label="Waits for" options={WAITS} />
      </Filters>
      <Section flush>
        <List
          label="Recipients"
          rows={list.data}
          columns={columns}
          to={(r) => `/messages/${r.id}`}
          nextCursor={list.next_cursor}
          empty={<Empty icon={Users} title="Nobody here" />}
        />
      </Section>
    </Page>
  );
}
