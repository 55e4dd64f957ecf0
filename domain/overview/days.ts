import type { Trx } from '#lib/db.ts';
import { own, setOwn } from '#lib/own.ts';
import { dayAt, dayStart } from '#lib/time-zone.ts';
import { timeOf } from '#lib/transaction-time.ts';
import type { Counts, DayCounts, Days, Range } from './contract.ts';

/** `ends` is the start of the next day. */
export type Day = { day: string; starts: Date; ends: Date };
export type Tally = { day: string; name: string; detail: string; n: number };

/**
 * Returns the days up to today in the organisation's time zone, and the changes on each. The count is the sum of two
 * tables: differences not yet folded into `tallies` are in `tally_changes`.
 */
export async function talliesByDay(
  trx: Trx,
  kind: 'consent' | 'consent_event' | 'verification' | 'message',
  range: Range,
): Promise<Days & { days: Day[]; rows: Tally[] }> {
  const { time_zone: zone }: { time_zone: string } = await trx('tenants').first('time_zone');
  const days = daysUpTo(timeOf(trx), zone, range);
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
    time_zone: zone,
    from: days[0]?.day ?? '',
    to: days.at(-1)?.day ?? '',
    days,
    rows,
  };
}

/** Returns today and the days before it as whole days, so that no row needs a calendar computation. */
const daysUpTo = (now: Date, zone: string, many: number): Day[] =>
  Array.from({ length: many }, (_, i) => {
    const day = dayAt(now, zone, i - many + 1);
    return { day, starts: dayStart(day, zone), ends: dayStart(day, zone, 1) };
  });

/** Returns the totals of a kind, up to now. */
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

/** Adds to a count, in place. */
export const add = (counts: Counts, name: string, n: number): Counts => {
  setOwn(counts, name, (own(counts, name) ?? 0) + n);
  return counts;
};

/** Returns one entry per day, including days without events. */
export function perDay(days: readonly Day[], rows: readonly Tally[]): DayCounts[] {
  const byDay = new Map<string, Counts>(days.map(({ day }) => [day, {}]));
  for (const { day, name, n } of rows) {
    const counts = byDay.get(day);
    if (counts) add(counts, name, n);
  }
  return [...byDay].map(([day, counts]) => ({ day, counts }));
}

/** Sums up rows by name. */
export const totals = (rows: readonly Tally[]): Counts =>
  rows.reduce<Counts>((counts, { name, n }) => add(counts, name, n), {});
