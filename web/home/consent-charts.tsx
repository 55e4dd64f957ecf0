import { own } from '../../lib/own.ts';
import { bins, namesIn, type DayCounts } from '../charts/bins.ts';
import { BarsChart } from '../charts/bars.tsx';
import { ColumnsChart } from '../charts/columns.tsx';
import { sourceWord } from '../consent/source-words.ts';
import { ChartSection } from './chart-section.tsx';
import { usePercent } from './percent.ts';
import type { Part } from './part.ts';

export type ConsentNumbers = {
  time_zone: string;
  from: string;
  to: string;
  states: (DayCounts & { ends_at: string })[];
  opt_ins: { requested: number; confirmed: number; lapsed: number; waiting: number };
  withdrawals: { source: string; count: number }[];
};
type Shown = { part: Part<ConsentNumbers> | null };

const STATES = ['granted', 'pending', 'imported_unproven', 'lapsed', 'none', 'expired', 'withdrawn']; // prettier-ignore

/** Shows the number of consents in each state, day by day. */
export function ConsentStates({ part }: Shown) {
  return (
    <ChartSection
      title="Consents by state"
      lead="Records at the end of each day: one for each address, channel and purpose"
      part={part}
      isEmpty={({ states }) => states.every(({ counts }) => !Object.keys(counts).length)}
      empty="No consent yet. Share your sign-up form, or ask people on their contact page."
    >
      {({ states, to }) => {
        const columns = bins(states, 'level');
        const endOf = new Map(states.map(({ day, ends_at }) => [day, ends_at]));
        return (
          <ColumnsChart
            label="Consents by state, records at the end of each day"
            bins={columns}
            names={namesIn(columns, STATES)}
            to={(state, bin) =>
              bin.to === to
                ? `/consents?state=${state}`
                : `/consents?state=${state}&as_of=${encodeURIComponent(endOf.get(bin.to) ?? '')}`
            }
            legend={{
              count: (state) => own(columns.at(-1)?.counts ?? {}, state) ?? 0,
              to: (state) => `/consents?state=${state}`,
            }}
          />
        );
      }}
    </ChartSection>
  );
}

/** Shows requests for consent and their answers. */
export function OptInFunnel({ part }: Shown) {
  const percent = usePercent();
  return (
    <ChartSection
      title="Opt-ins"
      lead="Requests by code or link in these days, and their answers"
      part={part}
      isEmpty={({ opt_ins }) => !Object.values(opt_ins).some(Boolean)}
      empty="Nobody was asked in these days."
    >
      {({ opt_ins, from, to }) => {
        const rows = (action: string) => `/consents/events?action=${action}&from=${from}&to=${to}`;
        const of = (n: number) =>
          opt_ins.requested ? { note: percent(n / opt_ins.requested) } : {};
        return (
          <BarsChart
            label="Opt-ins: requested, confirmed, lapsed, waiting"
            bars={[
              { key: 'requested', word: 'Requested', count: opt_ins.requested, colour: '#3b82f6', to: rows('request') },
              { key: 'confirmed', word: 'Confirmed', count: opt_ins.confirmed, colour: '#1f9d66', to: rows('confirm'), ...of(opt_ins.confirmed) },
              { key: 'lapsed', word: 'Lapsed without an answer', count: opt_ins.lapsed, colour: '#a9b4ae', to: rows('lapse'), ...of(opt_ins.lapsed) },
              { key: 'waiting', word: 'Waiting for an answer now', count: opt_ins.waiting, colour: '#e0a008', to: '/consents?state=pending' },
            ]} // prettier-ignore
          />
        );
      }}
    </ChartSection>
  );
}

/** Shows withdrawals by source. */
export function Withdrawals({ part }: Shown) {
  const percent = usePercent();
  return (
    <ChartSection
      title="Withdrawals by source"
      lead="Withdrawals recorded in these days, one for each purpose"
      part={part}
      isEmpty={({ withdrawals }) => !withdrawals.length}
      empty="Nobody has withdrawn in these days."
    >
      {({ withdrawals, from, to }) => {
        const all = withdrawals.reduce((sum, { count }) => sum + count, 0);
        return (
          <BarsChart
            label="Withdrawals by source"
            bars={withdrawals.map(({ source, count }) => ({
              key: source,
              word: sourceWord(source),
              count,
              note: percent(count / all),
              colour: '#d64a3f',
              to: `/consents/events?action=withdraw&source=${source}&from=${from}&to=${to}`,
            }))}
          />
        );
      }}
    </ChartSection>
  );
}
