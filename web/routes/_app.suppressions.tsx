import { Button } from '@mantine/core';
import { redirect } from '@remix-run/node';
import { Form, useLoaderData, type MetaFunction } from '@remix-run/react';
import { Ban } from 'lucide-react';
import { channel } from '../../domain/consent/contract.ts';
import { SelectField, SubmitButton, TextField } from '../forms/fields.tsx';
import { PageForm } from '../forms/form.tsx';
import { Fields } from '../forms/layout.tsx';
import { filters, oneOf, text } from '../server/fields.server.ts';
import { act, page } from '../server/page.server.ts';
import { Empty } from '../ui/empty.tsx';
import { Filters, SelectFilter } from '../ui/filters.tsx';
import { List, Over, type Column } from '../ui/list.tsx';
import { Notice } from '../ui/notice.tsx';
import { Columns, Page, Section } from '../ui/page.tsx';
import { sentence } from '../ui/status.tsx';
import { Channel, CHANNEL_OPTIONS, Moment } from '../ui/values.tsx';

export const meta: MetaFunction = () => [{ title: 'Blocked addresses · Assent' }];

const REASONS = [
  'opt_out',
  'complaint',
  'hard_bounce',
  'erasure',
  'legal',
  'admin',
  'provider_block',
] as const;
const reasonOptions = REASONS.map((value) => ({ value, label: sentence(value) }));

export const loader = page(async ({ api, url, session }) => {
  const asked = filters(url, ['channel', 'reason', 'cursor']);
  const list = await api.suppressions.list({
    query: {
      ...asked,
      channel: oneOf(asked.channel, channel.options),
      reason: oneOf(asked.reason, REASONS),
    },
  });
  const mayWrite = session.permissions.includes('suppressions:write');
  return {
    list: { ...list, data: list.data.map((row) => ({ ...row, mayWrite })) },
    mayWrite,
    filtered: Object.keys(asked).length > 0,
  };
});

export const action = act(async ({ api, form }) => {
  if (text(form, 'intent') === 'lift') {
    await api.suppressions.delete({ params: { id: text(form, 'id') ?? '' } });
    return redirect('/suppressions?done=lifted');
  }
  const note = text(form, 'note');
  await api.suppressions.create({
    body: {
      channel: oneOf(text(form, 'channel'), channel.options) ?? 'email',
      address: text(form, 'address') ?? '',
      reason: oneOf(text(form, 'reason'), REASONS) ?? 'admin',
      ...(note ? { note } : {}),
    },
  });
  return redirect('/suppressions?done=suppressed');
});

type Row = Awaited<ReturnType<typeof loader>>['list']['data'][number];
const columns: Column<Row>[] = [
  { label: 'Address', cell: (s) => s.address ?? 'Erased' },
  { label: 'Channel', cell: (s) => <Channel value={s.channel} /> },
  { label: 'Reason', cell: (s) => sentence(s.reason) },
  { label: 'Note', cell: (s) => s.note, quiet: true },
  { label: 'Since', cell: (s) => <Moment at={s.created_at} />, quiet: true, tight: true },
  { label: 'Act', cell: (s) => (s.mayWrite ? <Lift id={s.id} /> : null), tight: true },
];

function Lift({ id }: { id: string }) {
  return (
    <Over>
      <Form method="post">
        <input type="hidden" name="intent" value="lift" />
        <input type="hidden" name="id" value={id} />
        <Button type="submit" size="compact-sm" variant="subtle">
          Lift
        </Button>
      </Form>
    </Over>
  );
}

export default function Suppressions() {
  const { list, mayWrite, filtered } = useLoaderData<typeof loader>();
  return (
    <Page
      title="Blocked addresses"
      lead="Nothing is sent to these, whatever consent says: bounces, complaints, and whom you add."
    >
      <Notice />
      <Columns>
        <div>
          <Filters>
            <SelectFilter name="channel" label="Channel" options={CHANNEL_OPTIONS} />
            <SelectFilter name="reason" label="Reason" options={reasonOptions} />
          </Filters>
          <Section flush>
            <List
              label="Blocked addresses"
              rows={list.data}
              columns={columns}
              nextCursor={list.next_cursor}
              empty={
                <Empty
                  icon={Ban}
                  title={filtered ? 'None fits these filters' : 'Nobody is blocked'}
                >
                  Addresses that bounce or complain are added here by themselves.
                </Empty>
              }
            />
          </Section>
        </div>
        <div>
          {mayWrite ? (
            <Section title="Block an address">
              <PageForm intent="add">
                <Fields>
                  <SelectField name="channel" label="Channel" data={CHANNEL_OPTIONS} />
                  <TextField
                    name="address"
                    label="Address"
                    placeholder="E-mail or phone number"
                    autoComplete="off"
                  />
                  <SelectField
                    name="reason"
                    label="Reason"
                    data={reasonOptions}
                    defaultValue="admin"
                  />
                  <TextField name="note" label="Note" description="For your colleagues" />
                  <div>
                    <SubmitButton>Block</SubmitButton>
                  </div>
                </Fields>
              </PageForm>
            </Section>
          ) : null}
        </div>
      </Columns>
    </Page>
  );
}
