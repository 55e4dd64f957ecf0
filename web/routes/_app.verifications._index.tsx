import { Button } from '@mantine/core';
import { Link, useLoaderData, type MetaFunction } from '@remix-run/react';
import { ChartNoAxesColumn, KeyRound } from 'lucide-react';
import { channel, stage, verificationStatus } from '../../domain/verification/contract.ts';
import { countryCodeOf } from '../../domain/countries.contract.ts';
import { daysOf, filters, oneOf } from '../server/fields.server.ts';
import { operatorLink } from '../server/operator-links.server.ts';
import { page } from '../server/page.server.ts';
import { addressWords } from '../ui/address.ts';
import { EmptyList } from '../ui/empty.tsx';
import { DayFilters, Filters, SelectFilter, TextFilter } from '../ui/filters.tsx';
import { List, type Column } from '../ui/list.tsx';
import { OperatorLink } from '../ui/operator-link.tsx';
import { Page, Section } from '../ui/page.tsx';
import { sentence, Status, statusOptions } from '../ui/status.tsx';
import { Channel, CHANNEL_OPTIONS, Country, Moment } from '../ui/values.tsx';

export const meta: MetaFunction = () => [{ title: 'Verifications · Assent' }];

export const loader = page(async ({ api, url, session, config }) => {
  const seesPrefixes = session.permissions.includes('pii:read');
  const asked = filters(url, [
    'status', 'channel', 'purpose', 'country', 'prefix', 'stage', 'from', 'to', 'cursor',
  ]); // prettier-ignore
  const noCountry = asked.country !== undefined && countryCodeOf(asked.country) === null;
  const list = noCountry
    ? { data: [], next_cursor: null }
    : await api.verifications.list({
        query: {
          ...asked,
          ...daysOf(asked),
          channel: oneOf(asked.channel, channel.options),
          status: oneOf(asked.status, verificationStatus.options),
          prefix: seesPrefixes ? asked.prefix?.slice(0, 16) : undefined,
          stage: oneOf(asked.stage, stage.options),
        },
      });
  return {
    link: operatorLink({ config, session }, 'codesDeferred'),
    noCountry,
    list,
    statuses: statusOptions(verificationStatus.options),
    seesPrefixes,
    filtered: Object.keys(asked).length > 0,
  };
});

const STAGES = [
  { value: 'started', label: 'Started' },
  { value: 'handed_over', label: 'Code sent' },
];

type Row = Awaited<ReturnType<typeof loader>>['list']['data'][number];
const columns: Column<Row>[] = [
  { label: 'To', cell: (v) => addressWords(v.address_absent ? null : v.to, v.address_absent) },
  { label: 'Channel', cell: (v) => <Channel value={v.channel} /> },
  { label: 'Country', cell: (v) => <Country code={v.country} />, quiet: true },
  { label: 'For', cell: (v) => sentence(v.purpose) },
  { label: 'State', cell: (v) => <Status value={v.status} /> },
  {
    label: 'Attempts left',
    cell: (v) => (v.status === 'pending' ? v.attempts_left : '–'),
    align: 'end',
  },
  { label: 'Asked', cell: (v) => <Moment at={v.created_at} />, quiet: true, tight: true },
];

export default function Verifications() {
  const { list, link, noCountry, statuses, seesPrefixes, filtered } =
    useLoaderData<typeof loader>();
  return (
    <Page
      title="Verifications"
      lead="Codes and links that prove that an address belongs to the person."
      actions={
        <>
          <OperatorLink link={link} />
          <Button
            component={Link}
            to="/verifications/insights"
            prefetch="intent"
            variant="default"
            leftSection={<ChartNoAxesColumn size={15} aria-hidden />}
          >
            Conversion and cost
          </Button>
        </>
      }
    >
      <Filters>
        <SelectFilter name="status" label="State" options={statuses} />
        <SelectFilter name="channel" label="Channel" options={CHANNEL_OPTIONS} />
        <SelectFilter name="stage" label="Reached" options={STAGES} />
        <TextFilter name="country" label="Country" placeholder="Germany or DE" />
        {seesPrefixes ? <TextFilter name="prefix" label="Prefix" placeholder="+1201" /> : null}
        <DayFilters />
      </Filters>
      <Section flush>
        <List
          label="Verifications"
          rows={list.data}
          columns={columns}
          to={(v) => `/verifications/${v.id}`}
          nextCursor={list.next_cursor}
          empty={
            <EmptyList
              icon={KeyRound}
              filtered={filtered}
              none={noCountry ? 'The country is unknown' : 'None matches these filters'}
              title="No code has been sent yet"
            >
              A code goes out when a person is asked for consent, or through POST /verifications.
            </EmptyList>
          }
        />
      </Section>
    </Page>
  );
}
