import { useLoaderData, type MetaFunction } from '@remix-run/react';
import { FileArchive } from 'lucide-react';
import { EXPORT_STATUSES } from '../../domain/privacy/contract.ts';
import { EXPORT_COLUMNS } from '../privacy/columns.tsx';
import { Others } from '../privacy/others.tsx';
import { filters, oneOf } from '../server/fields.server.ts';
import { askers } from '../server/askers.server.ts';
import { page } from '../server/page.server.ts';
import { Empty } from '../ui/empty.tsx';
import { Filters, SelectFilter } from '../ui/filters.tsx';
import { List } from '../ui/list.tsx';
import { Page, Section } from '../ui/page.tsx';
import { statusOptions } from '../ui/status.tsx';

export const meta: MetaFunction = () => [{ title: 'Copies of data · Assent' }];

export const loader = page(async ({ api, url, session }) => {
  const asked = filters(url, ['status', 'cursor']);
  const status = oneOf(asked.status, EXPORT_STATUSES);
  const list = await api.privacyExports.list({ query: { ...asked, status } });
  const nameOf = await askers(
    session,
    list.data.map((one) => one.asked_by),
  );
  return {
    list: { ...list, data: list.data.map((one) => ({ ...one, asker: nameOf(one.asked_by) })) },
  };
});

export default function Exports() {
  const { list } = useLoaderData<typeof loader>();
  return (
    <Page
      title="Copies of data"
      lead="Everything about a person in one archive. Each is deleted after seven days."
      actions={<Others at="exports" />}
    >
      <Filters>
        <SelectFilter name="status" label="State" options={statusOptions(EXPORT_STATUSES)} />
      </Filters>
      <Section flush>
        <List
          label="Copies of data"
          rows={list.data}
          columns={EXPORT_COLUMNS}
          to={(x) => `/privacy/exports/${x.id}`}
          nextCursor={list.next_cursor}
          empty={
            <Empty icon={FileArchive} title="None">
              Open a contact and choose “Export data”.
            </Empty>
          }
        />
      </Section>
    </Page>
  );
}
