import { Alert, Button } from '@mantine/core';
import { Link, useLoaderData, type MetaFunction } from '@remix-run/react';
import { ShieldCheck } from 'lucide-react';
import { consentState, source } from '../../domain/consent/contract.ts';
import { channel } from '../../domain/channel.contract.ts';
import { sourceWord } from '../consent/source-words.ts';
import { purposeChoices } from '../server/choices.server.ts';
import { filters, pastOf, oneOf } from '../server/fields.server.ts';
import { page } from '../server/page.server.ts';
import { addressWords } from '../ui/address.ts';
import { EmptyList } from '../ui/empty.tsx';
import { Filters, SelectFilter } from '../ui/filters.tsx';
import { List, type Column } from '../ui/list.tsx';
import { Page, Section } from '../ui/page.tsx';
import { Purpose } from '../ui/purpose.tsx';
import { Status, statusOptions } from '../ui/status.tsx';
import { Channel, CHANNEL_OPTIONS, Moment } from '../ui/values.tsx';

export const meta: MetaFunction = () => [{ title: 'Consent records · Assent' }];

export const loader = page(async ({ api, url }) => {
  const asked = filters(url, [
    'channel',
    'purpose',
    'state',
    'source',
    'contact_id',
    'as_of',
    'form_id',
    'confirmed',
    'ends_from',
    'ends_before',
    'cursor',
  ]);
  const asOf = pastOf(asked.as_of);
  const [list, purposes] = await Promise.all([
    api.consents.list({
      query: {
        ...asked,
        channel: oneOf(asked.channel, channel.options),
        state: oneOf(asked.state, consentState.options),
        source: oneOf(asked.source, source.options),
        as_of: asOf,
        confirmed: asked.confirmed ? 'true' : undefined,
      },
    }),
    purposeChoices(api),
  ]);
  return {
    list,
    purposes,
    asOf: asOf ?? null,
    formId: asked.form_id ?? null,
    confirmed: asked.confirmed !== undefined,
    states: statusOptions(consentState.options),
    sources: source.options.map((value) => ({ value, label: sourceWord(value) })),
    filtered: Object.keys(asked).length > 0,
  };
});

type Row = Awaited<ReturnType<typeof loader>>['list']['data'][number];
const columns: Column<Row>[] = [
  { label: 'Address', cell: (c) => addressWords(c.address, c.address_absent) },
  { label: 'Channel', cell: (c) => <Channel value={c.channel} /> },
  { label: 'Purpose', cell: (c) => <Purpose value={c.purpose} /> },
  { label: 'State', cell: (c) => <Status value={c.state} /> },
  { label: 'Source', cell: (c) => (c.source ? sourceWord(c.source) : '–'), quiet: true },
  { label: 'Changed', cell: (c) => <Moment at={c.updated_at} />, quiet: true, tight: true },
];

export default function Consents() {
  const { list, purposes, states, sources, asOf, formId, confirmed, filtered } =
    useLoaderData<typeof loader>();
  return (
    <Page
      title="Consent records"
      lead="One record for each address, channel and purpose. Open one to see its proof."
      actions={
        <Button component={Link} to="/consents/events" prefetch="intent" variant="default">
          What happened
        </Button>
      }
    >
      <Filters>
        <SelectFilter name="state" label="State" options={states} />
        <SelectFilter name="purpose" label="Purpose" options={purposes} />
        <SelectFilter name="channel" label="Channel" options={CHANNEL_OPTIONS} />
        <SelectFilter name="source" label="Source" options={sources} />
        {asOf ? <input type="hidden" name="as_of" value={asOf} /> : null}
        {formId ? <input type="hidden" name="form_id" value={formId} /> : null}
        {formId && confirmed ? <input type="hidden" name="confirmed" value="true" /> : null}
      </Filters>
      {asOf ? (
        <Alert color="assent" variant="light" py="xs">
          As it was known on <Moment at={asOf} />. Clear the filters to see how it is now.
        </Alert>
      ) : null}
      {formId ? (
        <Alert color="assent" variant="light" py="xs">
          {confirmed ? 'Asked for and confirmed' : 'Asked for'} by{' '}
          <Link to={`/forms/${formId}`}>this sign-up form</Link>. Clear the filters to see all.
        </Alert>
      ) : null}
      <Section flush>
        <List
          label="Consents"
          rows={list.data}
          columns={columns}
          to={(c) => `/consents/${c.id}`}
          nextCursor={list.next_cursor}
          empty={
            <EmptyList
              icon={ShieldCheck}
              filtered={filtered}
              none="No record matches these filters"
              title="No consent yet"
            >
              Ask people on their contact page or with your form, or let them text you a keyword.
            </EmptyList>
          }
        />
      </Section>
    </Page>
  );
}
