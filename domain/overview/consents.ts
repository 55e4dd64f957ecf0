import type { Trx } from '#lib/db.ts';
import type { Context, Services } from '../context.ts';
import type { Counts, DayCounts, Days, Range } from './contract.ts';
import { add, talliesByDay, tallyTotals, totals, type Day, type Tally } from './days.ts';

type DayState = DayCounts & { ends_at: Date };

export type ConsentOverview = Days & {
  /** Number of consents per state at the end of each day, as known then. */
  states: DayState[];
  /** Events in the range; `waiting` is the current number. */
  opt_ins: { requested: number; confirmed: number; lapsed: number; waiting: number };
  /** By source, the most frequent first. */
  withdrawals: { source: string; count: number }[];
};

/** Returns consents over time, the opt-in funnel and withdrawals by source. */
export async function getConsentOverview(
  services: Services,
  ctx: Context,
  range: Range,
): Promise<ConsentOverview> {
  return services.db.withTenant(ctx, async (trx) => {
    const changes = await talliesByDay(trx, 'consent', range);
    const events = await talliesByDay(trx, 'consent_event', range);
    const now = await consentStates(trx);
    const acts = totals(events.rows);
    const { days: _, rows: __, ...when } = changes;
    return {
      ...when,
      states: statesByDay(changes.days, changes.rows, now),
      opt_ins: {
        requested: acts['request'] ?? 0,
        confirmed: acts['confirm'] ?? 0,
        lapsed: acts['lapse'] ?? 0,
        waiting: now['pending'] ?? 0,
      },
      withdrawals: bySource(events.rows),
    };
  });
}

/** Returns consents by state; a grant past its end counts as expired, as in the gate. */
export async function consentStates(trx: Trx): Promise<Counts> {
  const counts = await tallyTotals(trx, 'consent');
  const { rows } = await trx.raw<{ rows: { over: number }[] }>(
    `select count(*)::int as over from consents where state = 'granted' and expires_at <= now()`,
  );
  const over = rows[0]?.over ?? 0;
  if (!over) return counts;
  return add(add(counts, 'granted', -over), 'expired', over);
}

/** Computes the days backwards from the current state: each day's changes are subtracted. */
function statesByDay(days: readonly Day[], rows: readonly Tally[], now: Counts): DayState[] {
  const at = { ...now };
  const found: DayState[] = [];
  for (const { day, ends } of days.toReversed()) {
    found.unshift({ day, ends_at: ends, counts: above(at) });
    for (const row of rows) if (row.day === day) add(at, row.name, -row.n);
  }
  return found;
}

/** Drops negative counts: a grant past its end date has no change of its own yet, so a sum may fall below zero. */
const above = (counts: Counts): Counts =>
  Object.fromEntries(Object.entries(counts).filter(([, n]) => n > 0));

function bySource(rows: readonly Tally[]): { source: string; count: number }[] {
  const sources: Counts = {};
  for (const { name, detail, n } of rows) if (name === 'withdraw') add(sources, detail, n);
  return Object.entries(sources)
    .map(([source, count]) => ({ source, count }))
    .toSorted((a, b) => b.count - a.count);
}
