import { Button } from '@mantine/core';
import { Link, useLoaderData, type MetaFunction } from '@remix-run/react';
import { Ban, Download, Upload } from 'lucide-react';
import { channel } from '../../domain/channel.contract.ts';
import { suppressionReason, suppressionState } from '../../domain/suppressions/contract.ts';
import { daysOf, filters, oneOf, text } from '../server/fields.server.ts';
import { act, page } from '../server/page.server.ts';
import { redirect } from '../server/redirect.server.ts';
import { blockInput } from '../server/suppression-form.server.ts';
import { BlockForm } from '../suppressions/block-form.tsx';
import { BLOCKED_COLUMNS } from '../suppressions/columns.tsx';
import { FindForm, Found } from '../suppressions/find.tsx';
import { REASON_OPTIONS } from '../suppressions/reasons.ts';
import { Empty } from '../ui/empty.tsx';
import { DayFilters, Filters, SelectFilter } from '../ui/filters.tsx';
import { List } from '../ui/list.tsx';
import { Notice } from '../ui/notice.tsx';
import { Columns, Page, Section } from '../ui/page.tsx';
import { CHANNEL_OPTIONS } from '../ui/values.tsx';

export const meta: MetaFunction = () => [{ title: 'Blocked addresses · Assent' }];

export const loader = page(async ({ api, url, session }) => {
  const asked = filters(url, ['channel', 'reason', 'state', 'from', 'to', 'cursor']);
  const list = await api.suppressions.list({
    query: {
      ...asked,
      ...daysOf(asked),
      channel: oneOf(asked.channel, channel.options),
      reason: oneOf(asked.reason, suppressionReason.options),
      state: oneOf(asked.state, suppressionState.options),
    },
  });
  return {
    list,
    mayWrite: session.permissions.includes('suppressions:write'),
    mayReveal: session.permissions.includes('pii:read'),
    filtered: Object.keys(asked).length > 0,
  };
});

export const action = act(
  { find: ['find'], add: ['suppressions', 'reason', 'expires_at', 'note'] },
  async ({ api, form }) => {
    if (text(form, 'intent') === 'find') {
      const address = text(form, 'find') ?? '';
      const { data } = await api.suppressions.search({ body: { address } });
      return { found: data };
    }
    await api.suppressions.createMany({ body: blockInput(form) });
    return redirect('/suppressions?done=suppressed');
  },
);

const STATES = [
  { value: 'active', label: 'In force' },
  { value: 'expired', label: 'Expired' },
];

export default function Suppressions() {
  const { list, mayWrite, mayReveal, filtered } = useLoaderData<typeof loader>();
  return (
    <Page
      title="Blocked addresses"
      lead="Nothing is sent to these, whatever consent says: people who said stop, addresses that bounced or complained, and those you add."
      actions={
        <>
          <Button
            component="a"
            href={`/api/v1/suppressions/export${mayReveal ? '?reveal=true' : ''}`}
            download
            variant="default"
            leftSection={<Download size={15} aria-hidden />}
            title={
              mayReveal
                ? 'Addresses in clear text; written to the audit log'
                : 'Addresses masked: you may not see them in clear text'
            }
          >
            Export
          </Button>
          {mayWrite ? (
            <Button
              component={Link}
              to="/suppressions/imports"
              prefetch="intent"
              variant="default"
              leftSection={<Upload size={15} aria-hidden />}
            >
              Import
            </Button>
          ) : null}
        </>
      }
    >
      <Notice />
      <Found />
      <Columns>
        <div>
          <Filters>
            <SelectFilter name="channel" label="Channel" options={CHANNEL_OPTIONS} />
            <SelectFilter name="reason" label="Reason" options={REASON_OPTIONS} />
            <SelectFilter name="state" label="State" options={STATES} />
            <DayFilters />
          </Filters>
          <Section flush>
            <List
              label="Blocked addresses"
              rows={list.data}
              columns={BLOCKED_COLUMNS}
              to={(s) => `/suppressions/${s.id}`}
              nextCursor={list.next_cursor}
              empty={
                <Empty
                  icon={Ban}
                  title={filtered ? 'None matches these filters' : 'Nobody is blocked'}
                >
                  Addresses that bounce or complain are added automatically. A list from your former
                  system can be imported.
                </Empty>
              }
            />
          </Section>
        </div>
        <div>
          <FindForm />
          {mayWrite ? <BlockForm /> : null}
        </div>
      </Columns>
    </Page>
  );
}
