import { useLoaderData, type MetaFunction } from '@remix-run/react';
import { Eraser } from 'lucide-react';
import { ERASURE_STATUSES } from '../../domain/privacy/contract.ts';
import { ERASURE_COLUMNS } from '../privacy/columns.tsx';
import { Others } from '../privacy/others.tsx';
import { filters, oneOf } from '../server/fields.server.ts';
import { askers } from '../server/askers.server.ts';
import { operatorLink } from '../server/operator-links.server.ts';
import { page } from '../server/page.server.ts';
import { Empty } from '../ui/empty.tsx';
import { Filters, SelectFilter } from '../ui/filters.tsx';
import { List } from '../ui/list.tsx';
import { OperatorLink } from '../ui/operator-link.tsx';
import { Page, Section } from '../ui/page.tsx';
import { statusOptions } from '../ui/status.tsx';

export const meta: MetaFunction = () => [{ title: 'Erasures · Assent' }];

export const loader = page(async ({ api, url, session, config }) => {
  const asked = filters(url, ['status', 'cursor']);
  const status = oneOf(asked.status, ERASURE_STATUSES);
  const list = await api.privacyErasures.list({ query: { ...asked, status } });
  const nameOf = await askers(
    session,
    list.data.map((one) => one.asked_by),
  );
  return {
    link: operatorLink({ config, session }, 'erasuresOnHold'),
    list: { ...list, data: list.data.map((one) => ({ ...one, asker: nameOf(one.asked_by) })) },
  };
});

export default function Erasures() {
  const { list, link } = useLoaderData<typeof loader>();
  return (
    <Page
      title="Erasures"
      lead="This list shows that somebody was erased and what was deleted, not who."
      actions={
        <>
          <OperatorLink link={link} />
          <Others at="erasures" />
        </>
      }
    >
      <Filters>
        <SelectFilter name="status" label="State" options={statusOptions(ERASURE_STATUSES)} />
      </Filters>
      <Section flush>
        <List
          label="Erasures"
          rows={list.data}
          columns={ERASURE_COLUMNS}
          to={(e) => `/privacy/erasures/${e.id}`}
          nextCursor={list.next_cursor}
          empty={
            <Empty icon={Eraser} title="None">
              Open a contact to see what would be erased, and erase from there.
            </Empty>
          }
        />
      </Section>
    </Page>
  );
}
