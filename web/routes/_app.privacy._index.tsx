import { useLoaderData, type MetaFunction } from '@remix-run/react';
import { UserRoundCheck } from 'lucide-react';
import { REQUEST_KINDS, REQUEST_STATUSES } from '../../domain/privacy/contract.ts';
import { REQUEST_COLUMNS } from '../privacy/columns.tsx';
import { Others } from '../privacy/others.tsx';
import { KIND_WORDS } from '../privacy/words.ts';
import { filters, oneOf } from '../server/fields.server.ts';
import { operatorLink } from '../server/operator-links.server.ts';
import { page } from '../server/page.server.ts';
import { Empty } from '../ui/empty.tsx';
import { Filters, SelectFilter } from '../ui/filters.tsx';
import { List } from '../ui/list.tsx';
import { Notice } from '../ui/notice.tsx';
import { OperatorLink } from '../ui/operator-link.tsx';
import { Page, Section } from '../ui/page.tsx';
import { statusOptions } from '../ui/status.tsx';

export const meta: MetaFunction = () => [{ title: 'Privacy requests · Assent' }];

/** Without `unproven`: until the code is entered it is not yet a request. */
const STATUSES = REQUEST_STATUSES.filter((status) => status !== 'unproven');

export const loader = page(async ({ api, url, session, config }) => {
  const asked = filters(url, ['status', 'kind', 'cursor']);
  const status = oneOf(asked.status, STATUSES);
  const kind = oneOf(asked.kind, REQUEST_KINDS);
  return {
    link: operatorLink({ config, session }, 'requestsToDecide'),
    list: await api.privacyRequests.list({ query: { ...asked, status, kind } }),
    filtered: status !== undefined || kind !== undefined,
  };
});

export default function Requests() {
  const { list, link, filtered } = useLoaderData<typeof loader>();
  return (
    <Page
      title="Privacy requests"
      lead="What people asked for about their own data. Each must be answered within one month of the day it was proven."
      actions={
        <>
          <OperatorLink link={link} />
          <Others at="requests" />
        </>
      }
    >
      <Notice />
      <Filters>
        <SelectFilter name="status" label="State" options={statusOptions(STATUSES)} />
        <SelectFilter
          name="kind"
          label="Asks"
          options={REQUEST_KINDS.map((kind) => ({ value: kind, label: KIND_WORDS[kind] }))}
        />
      </Filters>
      <Section flush>
        <List
          label="Privacy requests"
          rows={list.data}
          columns={REQUEST_COLUMNS}
          to={(r) => `/privacy/requests/${r.id}`}
          nextCursor={list.next_cursor}
          empty={
            <Empty
              icon={UserRoundCheck}
              title={filtered ? 'None in this state' : 'Nobody has asked yet'}
            >
              People ask through the preference link in every message. If somebody calls: open their
              contact, and export or erase from there.
            </Empty>
          }
        />
      </Section>
    </Page>
  );
}
