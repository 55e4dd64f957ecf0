import { Anchor, Button } from '@mantine/core';
import { Link, useActionData, useLoaderData, type MetaFunction } from '@remix-run/react';
import { FileCheck, ReceiptText } from 'lucide-react';
import { channel } from '../../domain/channel.contract.ts';
import { RECEIPT_ACTIONS, RECEIPT_STATES } from '../../domain/receipts/words.contract.ts';
import { actionOptions } from '../consent/actions.ts';
import { FindAddress } from '../forms/find-address.tsx';
import { RECEIPT_COLUMNS, STATE_OPTIONS, type ReceiptRow } from '../receipts/columns.tsx';
import { purposeChoices } from '../server/choices.server.ts';
import { daysOf, filters, oneOf, text } from '../server/fields.server.ts';
import { act, page } from '../server/page.server.ts';
import { Empty, EmptyList } from '../ui/empty.tsx';
import { DayFilters, Filters, SelectFilter } from '../ui/filters.tsx';
import { List } from '../ui/list.tsx';
import { Page, Section } from '../ui/page.tsx';
import { CHANNEL_OPTIONS } from '../ui/values.tsx';

export const meta: MetaFunction = () => [{ title: 'Receipts · Assent' }];

export const loader = page(async ({ api, url }) => {
  const asked = filters(url, [
    'state', 'action', 'purpose', 'channel', 'contact_id', 'consent_id', 'from', 'to', 'cursor',
  ]); // prettier-ignore
  const [list, purposes] = await Promise.all([
    api.receipts.list({
      query: {
        ...asked,
        ...daysOf(asked),
        action: oneOf(asked.action, RECEIPT_ACTIONS),
        state: oneOf(asked.state, RECEIPT_STATES),
        channel: oneOf(asked.channel, channel.options),
      },
    }),
    purposeChoices(api),
  ]);
  return {
    list,
    purposes,
    contactId: asked.contact_id ?? null,
    filtered: Object.keys(asked).length > 0,
  };
});

/** The most that one page shows. */
const MOST = 100;

/** The address is sent in the body. */
export const action = act({ find: ['address'] }, async ({ api, form }) => {
  const address = text(form, 'address') ?? '';
  const { data, next_cursor } = await api.receipts.search({ body: { address, limit: MOST } });
  return { found: data, more: next_cursor !== null };
});

type Found = { found: ReceiptRow[]; more: boolean };
const isFound = (value: unknown): value is Found =>
  typeof value === 'object' && value !== null && 'found' in value;

export default function Receipts() {
  const { list, purposes, contactId, filtered } = useLoaderData<typeof loader>();
  const said: unknown = useActionData();
  return (
    <Page
      title="Receipts"
      lead={
        contactId ? (
          <>
            Of{' '}
            <Anchor component={Link} to={`/contacts/${contactId}`}>
              one contact
            </Anchor>
            , also of an address they had before.
          </>
        ) : (
          'A signed proof of each yes, withdrawal and import. Anybody can check it without you.'
        )
      }
      actions={
        <Button
          component={Link}
          to="/receipts/check"
          prefetch="intent"
          variant="default"
          leftSection={<FileCheck size={15} aria-hidden />}
        >
          Check a receipt
        </Button>
      }
    >
      <Section
        title="Whose?"
        lead="Their whole address, today’s or an earlier one. It is not stored."
      >
        <FindAddress act="Find receipts" />
      </Section>
      {isFound(said) ? <WhatWasFound {...said} /> : null}
      <Filters>
        {contactId ? <input type="hidden" name="contact_id" value={contactId} /> : null}
        <SelectFilter name="state" label="Where it is" options={STATE_OPTIONS} />
        <SelectFilter
          name="action"
          label="What happened"
          options={actionOptions(RECEIPT_ACTIONS)}
        />
        <SelectFilter name="purpose" label="Purpose" options={purposes} />
        <SelectFilter name="channel" label="Channel" options={CHANNEL_OPTIONS} />
        <DayFilters />
      </Filters>
      <Section flush>
        <List
          label="Receipts"
          rows={list.data}
          columns={RECEIPT_COLUMNS}
          to={(r) => `/receipts/${r.id}`}
          nextCursor={list.next_cursor}
          empty={
            <EmptyList
              icon={ReceiptText}
              filtered={filtered}
              none="No receipt matches these filters"
              title="No receipts yet"
            >
              As soon as somebody agrees or withdraws, their receipt is listed here.
            </EmptyList>
          }
        />
      </Section>
    </Page>
  );
}

function WhatWasFound({ found, more }: Found) {
  return (
    <Section title="What was found" lead={more ? `The newest ${MOST}` : 'Newest first'} flush>
      <output>
        <List
          label="What was found"
          rows={found}
          columns={RECEIPT_COLUMNS}
          to={(r) => `/receipts/${r.id}`}
          empty={
            <Empty icon={ReceiptText} title="Nobody has agreed or withdrawn with this address">
              No message that needs consent was sent to it either.
            </Empty>
          }
        />
      </output>
    </Section>
  );
}
