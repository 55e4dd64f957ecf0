import { useLoaderData, type MetaFunction } from '@remix-run/react';
import { ChartNoAxesColumn } from 'lucide-react';
import { channel } from '../../domain/verification/contract.ts';
import { daysOf, filters, oneOf } from '../server/fields.server.ts';
import { page } from '../server/page.server.ts';
import { Empty } from '../ui/empty.tsx';
import { DayFilters, Filters, SelectFilter } from '../ui/filters.tsx';
import { List } from '../ui/list.tsx';
import { Page, Section } from '../ui/page.tsx';
import { Tile, Tiles } from '../ui/tile.tsx';
import { CHANNEL_OPTIONS, Percent, useMoney } from '../ui/values.tsx';
import {
  numberColumns,
  countryColumns,
  prefixColumns,
  rowsOf,
} from '../verifications/outcomes.tsx';

export const meta: MetaFunction = () => [{ title: 'Conversion and cost · Assent' }];

export const loader = page(async ({ api, url }) => {
  const { from, to, ...asked } = filters(url, ['channel', 'from', 'to']);
  const query = { ...daysOf({ from, to }), channel: oneOf(asked.channel, channel.options) };
  const found = await api.verifications.insights({ query });
  const given = Object.fromEntries(
    Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
  const withLinks = <Row extends object>(rows: readonly Row[]) =>
    rows.map((row, i) => ({ ...row, id: String(i), currency: found.currency, asked: given }));
  return {
    ...found,
    countries: withLinks(found.countries),
    prefixes: withLinks(found.prefixes),
    asked: given,
  };
});

export default function Insights() {
  const { total, currency, countries, prefixes, asked } = useLoaderData<typeof loader>();
  const money = useMoney();
  return (
    <Page
      title="Conversion and cost"
      lead="Who enters the codes we pay for. Every number leads to its verifications."
      back={{ to: '/verifications', label: 'Verifications' }}
    >
      <Filters>
        <SelectFilter name="channel" label="Channel" options={CHANNEL_OPTIONS} />
        <DayFilters />
      </Filters>
      <Tiles>
        <Tile label="Started" value={total.started} to={rowsOf({ asked }, { stage: 'started' })} />
        <Tile
          label="Approved"
          value={total.approved}
          to={rowsOf({ asked }, { status: 'approved' })}
          note={
            <>
              <Percent value={total.conversion} /> of the codes
            </>
          }
        />
        <Tile
          label="Codes"
          value={total.codes}
          to={rowsOf({ asked }, { stage: 'started' })}
          note="Resent ones included"
        />
        <Tile
          label="Cost"
          value={money(total.cost, currency)}
          to={rowsOf({ asked }, { stage: 'started' })}
          note="As billed, where the provider says so"
        />
        <Tile label="Blocked" value={total.blocked} to={rowsOf({ asked }, { status: 'blocked' })} />
      </Tiles>
      <Section title="By country" flush>
        <List
          label="By country"
          rows={countries}
          columns={[...countryColumns, ...numberColumns]}
          empty={
            <Empty icon={ChartNoAxesColumn} title="No code was asked for in this time">
              Choose other days, or look again once people verify their addresses.
            </Empty>
          }
        />
      </Section>
      {prefixes.length ? (
        <Section
          title="By prefix"
          lead="Numbers that begin alike. If fewer than 20 % of 20 codes are entered within the hour, the prefix is closed for an hour."
          flush
        >
          <List
            label="By prefix"
            rows={prefixes}
            columns={[...prefixColumns, ...numberColumns]}
            empty={null}
          />
        </Section>
      ) : null}
    </Page>
  );
}
