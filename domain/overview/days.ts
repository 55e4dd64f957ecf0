import type { Trx } from '#lib/db.ts';
import type { Counts, DayCounts, Days, Range } from './contract.ts';

/** `ends` is the moment the next day starts. */
export type Day = { day: string; starts: Date; ends: Date; time_zone: string };
export type Tally = { day: string; name: string; detail: string; n: number };

/**
 * The days up to today in the organisation's zone, and what changed on each of them. Both tables together
 * are the count: differences that have not been folded into `tallies` yet stand in `tally_changes`.
 */
export async function talliesByDay(
  trx: Trx,
  kind: 'consent' | 'consent_event' | 'verification' | 'message',
  range: Range,
): Promise<Days & { days: Day[]; rows: Tally[] }> {
  // Whole days from an index, so that no row asks the calendar what day it is.
  const { rows: days } = await trx.raw<{ rows: Day[] }>(
    `select to_char(d, 'YYYY-MM-DD') as day, d::timestamp at time zone time_zone as starts,
       (d + interval '1 day')::timestamp at time zone time_zone as ends, time_zone
     from tenants, generate_series((now() at time zone time_zone)::date - (:range::int - 1),
       (now() at time zone time_zone)::date, interval '1 day') d`,
    { range },
  );
  const { rows } = await trx.raw<{ rows: Tally[] }>(
    `select d.day, x.name, x.detail, sum(x.n)::float8 as n
     from jsonb_to_recordset(:days::jsonb) as d(day text, starts timestamptz, ends timestamptz)
     cross join lateral (
       select name, detail, n from tallies where kind = :kind and bucket >= d.starts and bucket < d.ends
       union all
       select name, detail, n from tally_changes where kind = :kind and bucket >= d.starts and bucket < d.ends) x
     group by 1, 2, 3 having sum(x.n) <> 0`,
    { kind, days: JSON.stringify(days) },
  );
  return {
    time_zone: days[0]?.time_zone ?? 'UTC',
    from: days[0]?.day ?? '',
    to: days.at(-1)?.day ?? '',
    days,
    rows,
  };
}

/** Everything of a kind, up to now. */
export async function tallyTotals(trx: Trx, kind: string): Promise<Counts> {
  const { rows } = await trx.raw<{ rows: { name: string; n: number }[] }>(
    `select name, sum(n)::float8 as n
     from (select name, n from tallies where kind = :kind
       union all select name, n from tally_changes where kind = :kind) x
     group by 1 having sum(n) <> 0`,
    { kind },
  );
  return Object.fromEntries(rows.map(({ name, n }) => [name, n]));
}

export const add = (counts: Counts, name: string, n: number): Counts => {
  counts[name] = (counts[name] ?? 0) + n;
  return counts;
};

/** One entry a day, also for those on which nothing happened. */
export function perDay(days: readonly Day[], rows: readonly Tally[]): DayCounts[] {
  const byDay = new Map<string, Counts>(days.map(({ day }) => [day, {}]));
  for (const { day, name, n } of rows) {
    const counts = byDay.get(day);
    if (counts) add(counts, name, n);
  }
  return [...byDay].map(([day, counts]) => ({ day, counts }));
}

export const totals = (rows: readonly Tally[]): Counts =>
  rows.reduce<Counts>((counts, { name, n }) => add(counts, name, n), {});
