import { Button } from '@mantine/core';
import { Link, useLoaderData, type MetaFunction } from '@remix-run/react';
import { Plus, Scale } from 'lucide-react';
import { holdState } from '../../domain/holds/contract.ts';
import { HOLD_COLUMNS } from '../holds/columns.tsx';
import { filters, oneOf } from '../server/fields.server.ts';
import { page } from '../server/page.server.ts';
import { Empty } from '../ui/empty.tsx';
import { Filters, SelectFilter } from '../ui/filters.tsx';
import { List } from '../ui/list.tsx';
import { Notice } from '../ui/notice.tsx';
import { Page, Section } from '../ui/page.tsx';
import { statusOptions } from '../ui/status.tsx';

export const meta: MetaFunction = () => [{ title: 'Legal holds · Assent' }];

export const loader = page(async ({ api, url, session }) => {
  const asked = filters(url, ['state', 'cursor']);
  const state = oneOf(asked.state, holdState.options);
  return {
    list: await api.legalHolds.list({ query: { ...asked, state } }),
    filtered: state !== undefined,
    mayWrite: session.permissions.includes('retention:write'),
  };
});

export default function Holds() {
  const { list, filtered, mayWrite } = useLoaderData<typeof loader>();
  return (
    <Page
      title="Legal holds"
      lead="Data under a hold is neither erased nor deleted by retention until the hold is released. People can still withdraw."
      actions={
        mayWrite ? (
          <Button component={Link} to="/holds/new" leftSection={<Plus size={15} aria-hidden />}>
            Place a hold
          </Button>
        ) : null
      }
    >
      <Notice />
      <Filters>
        <SelectFilter name="state" label="State" options={statusOptions(holdState.options)} />
      </Filters>
      <Section flush>
        <List
          label="Legal holds"
          rows={list.data}
          columns={HOLD_COLUMNS}
          to={(h) => `/holds/${h.id}`}
          nextCursor={list.next_cursor}
          empty={
            <Empty icon={Scale} title={filtered ? 'None in this state' : 'Nothing is on hold'}>
              Place one when a lawsuit, an audit or an authority asks you to keep something that
              would otherwise be deleted.
            </Empty>
          }
        />
      </Section>
    </Page>
  );
}
