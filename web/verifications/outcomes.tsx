import { Anchor } from '@mantine/core';
import { Link } from '@remix-run/react';
import type { ReactNode } from 'react';
import type { PageSession } from '../../api/client-types.ts';
import type { Column } from '../ui/list.tsx';
import { Channel, Count, Country, Money, Percent } from '../ui/values.tsx';

type Insights = Awaited<ReturnType<PageSession['api']['verifications']['insights']>>;

/** The numbers of one country or prefix, and the filters of the list with its rows. */
export type OutcomeRow = Insights['countries'][number] &
  Partial<Pick<Insights['prefixes'][number], 'prefix'>> & {
    id: string;
    currency: string;
    /** `from`, `to`, … as in the URL. */
    asked: Record<string, string>;
  };

/** Returns the address of the verifications behind a number. */
export function rowsOf(row: Pick<OutcomeRow, 'asked'> & Partial<OutcomeRow>, more: object): string {
  const found = {
    ...row.asked,
    ...(row.channel ? { channel: row.channel } : {}),
    ...(row.country ? { country: row.country } : {}),
    ...(row.prefix ? { prefix: row.prefix } : {}),
    ...more,
  };
  return `/verifications?${new URLSearchParams(found).toString()}`;
}

const lead = (to: string, children: ReactNode): ReactNode => (
  <Anchor component={Link} to={to} prefetch="intent">
    {children}
  </Anchor>
);

export const countryColumns: Column<OutcomeRow>[] = [
  {
    label: 'Country',
    cell: (r) => (r.country ? <Country code={r.country} /> : <Channel value={r.channel} />),
  },
];
export const prefixColumns: Column<OutcomeRow>[] = [
  { label: 'Prefix', cell: (r) => r.prefix },
  { label: 'Country', cell: (r) => <Country code={r.country} />, quiet: true },
];

export const numberColumns: Column<OutcomeRow>[] = [
  {
    label: 'Started',
    align: 'end',
    cell: (r) => lead(rowsOf(r, { stage: 'started' }), <Count value={r.started} />),
  },
  {
    label: 'Sent',
    align: 'end',
    cell: (r) => lead(rowsOf(r, { stage: 'handed_over' }), <Count value={r.handed_over} />),
  },
  {
    label: 'Codes',
    align: 'end',
    cell: (r) => lead(rowsOf(r, { stage: 'started' }), <Count value={r.codes} />),
  },
  {
    label: 'Approved',
    align: 'end',
    cell: (r) => lead(rowsOf(r, { status: 'approved' }), <Count value={r.approved} />),
  },
  { label: 'Conversion', align: 'end', cell: (r) => <Percent value={r.conversion} /> },
  {
    label: 'Cost',
    align: 'end',
    cell: (r) =>
      lead(rowsOf(r, { stage: 'started' }), <Money amount={r.cost} currency={r.currency} />),
  },
  {
    label: 'Blocked',
    align: 'end',
    cell: (r) => lead(rowsOf(r, { status: 'blocked' }), <Count value={r.blocked} />),
  },
];
