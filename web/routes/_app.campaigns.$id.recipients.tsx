import { useLoaderData, type MetaFunction } from '@remix-run/react';
import { Users } from 'lucide-react';
import { recipientStatus } from '../../domain/campaigns/contract.ts';
import { reasonWords } from '../messages/reasons.ts';
import { filters, oneOf } from '../server/fields.server.ts';
import { page } from '../server/page.server.ts';
import { Empty } from '../ui/empty.tsx';
import { Filters, SelectFilter } from '../ui/filters.tsx';
import { List, type Column } from '../ui/list.tsx';
import { Page, Section } from '../ui/page.tsx';
import { Status, statusOptions } from '../ui/status.tsx';
import { Moment } from '../ui/values.tsx';

export const meta: MetaFunction = () => [{ title: 'Recipients · Assent' }];

export const loader = page(async ({ api, params, url }) => {
  const id = String(params['id']);
  const { status, cursor } = filters(url, ['status', 'cursor']);
  const [campaign, list] = await Promise.all([
    api.campaigns.get({ params: { id } }),
    api.campaigns.recipients({
      params: { id },
      query: {
        status: oneOf(status, recipientStatus.options),
        ...(cursor ? { cursor } : {}),
      },
    }),
  ]);
  return { campaign, list, statuses: statusOptions(recipientStatus.options) };
});

type Row = Awaited<ReturnType<typeof loader>>['list']['data'][number];
const columns: Column<Row>[] = [
  { label: 'To', cell: (r) => r.address ?? 'Erased' },
  { label: 'State', cell: (r) => <Status value={r.status} /> },
  { label: 'Why', cell: (r) => (r.reason ? reasonWords(r.reason) : null), quiet: true },
  { label: 'Error', cell: (r) => r.error_code, quiet: true },
  { label: 'Sent', cell: (r) => <Moment at={r.sent_at} />, quiet: true, tight: true },
];

export default function Recipients() {
  const { campaign, list, statuses } = useLoaderData<typeof loader>();
  return (
    <Page
      title="Recipients"
      lead="Everybody in the audience: what happened, and why."
      back={{ to: `/campaigns/${campaign.id}`, label: campaign.name }}
    >
      <Filters>
        <SelectFilter name="status" label="State" options={statuses} />
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
