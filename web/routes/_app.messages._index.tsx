import { Anchor, Button } from '@mantine/core';
import { Link, useLoaderData, type MetaFunction } from '@remix-run/react';
import { MailCheck, Search } from 'lucide-react';
import { messageStatus } from '../../domain/messaging/contract.ts';
import { channelSchema } from '../../domain/templates/contract.ts';
import { MESSAGE_COLUMNS } from '../messages/columns.tsx';
import { purposeChoices } from '../server/choices.server.ts';
import { daysOf, filters, oneOf } from '../server/fields.server.ts';
import { page } from '../server/page.server.ts';
import { EmptyList } from '../ui/empty.tsx';
import { DayFilters, Filters, SelectFilter } from '../ui/filters.tsx';
import { List } from '../ui/list.tsx';
import { Page, Section } from '../ui/page.tsx';
import { statusOptions } from '../ui/status.tsx';
import { CHANNEL_OPTIONS } from '../ui/values.tsx';

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
    contactId: asked.contact_id ?? null,
    filtered: Object.keys(asked).length > 0,
  };
});

export default function Messages() {
  const { list, statuses, purposes, contactId, filtered } = useLoaderData<typeof loader>();
  return (
    <Page
      title="Messages"
      lead={
        contactId ? (
          <>
            Of{' '}
            <Anchor component={Link} to={`/contacts/${contactId}`}>
              one contact
            </Anchor>
            , also to an address they had before.
          </>
        ) : (
          'Every message that was sent, and every one that was not, with the reason.'
        )
      }
      actions={
        <Button
          component={Link}
          to="/messages/find"
          prefetch="intent"
          variant="default"
          leftSection={<Search size={15} aria-hidden />}
        >
          Find by address
        </Button>
      }
    >
      <Filters>
        {contactId ? <input type="hidden" name="contact_id" value={contactId} /> : null}
        <SelectFilter name="status" label="State" options={statuses} />
        <SelectFilter name="purpose" label="Purpose" options={purposes} />
        <SelectFilter name="channel" label="Channel" options={CHANNEL_OPTIONS} />
        <DayFilters />
      </Filters>
      <Section flush>
        <List
          label="Messages"
          rows={list.data}
          columns={MESSAGE_COLUMNS}
          to={(m) => `/messages/${m.id}`}
          nextCursor={list.next_cursor}
          empty={
            <EmptyList
              icon={MailCheck}
              filtered={filtered}
              none="No message matches these filters"
              title="Nothing has been sent yet"
            >
              Messages of campaigns, of the API and tests appear here.
            </EmptyList>
          }
        />
      </Section>
    </Page>
  );
}
