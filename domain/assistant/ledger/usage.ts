import { z } from 'zod';
import type { Trx } from '#lib/db.ts';
import { invalidField } from '#lib/errors.ts';
import { timeOf } from '#lib/transaction-time.ts';
import type { Context, Services } from '../../context.ts';
import type { Feature } from '../contract.ts';
import { costOf } from '../quota/row.ts';
import { monthAt, monthOf, MOST, totalsOf, type Month } from '../totals.ts';

type Sum = { tokens: number; cost: string; calls: number };
export type UsageView = {
  month: Month;
  used: Omit<Sum, 'calls'>;
  reserved: Omit<Sum, 'calls'>;
  calls: number;
  /** What it will be at the end of the month if it goes on like this. */
  forecast: Omit<Sum, 'calls'>;
  by_day: (Sum & { day: string })[];
  by_user: (Sum & { actor_type: string; actor_id: string | null })[];
  by_feature: (Sum & { feature: Feature })[];
  by_model: (Sum & { model: string })[];
  open: {
    id: string;
    feature: Feature;
    actor_type: string;
    actor_id: string | null;
    tokens: number;
    cost: string;
    reserved_at: Date;
  }[];
};

export const usageQuery = z.strictObject({
  month: z
    .string()
    .regex(/^2\d{3}-(0[1-9]|1[0-2])$/, 'must be a month such as 2026-11')
    .optional()
    .describe('default: this month, in UTC'),
});

/** Returns the month that was asked for, or the present one. @throws AppError invalid (it has not begun) */
export function monthAsked(trx: Trx, asked: string | undefined): Month {
  const month = asked === undefined ? monthOf(trx) : monthAt(new Date(`${asked}-01T00:00:00Z`));
  if (month.starts_at > timeOf(trx)) throw invalidField('month', 'has not begun yet');
  return month;
}

/** Open reservations shown. */
const MOST_OPEN = 100;

/** Returns what was used in a month: of all, by day, user, feature and model, and what is reserved now. */
export const getUsage = (
  services: Services,
  ctx: Context,
  { month: asked }: z.output<typeof usageQuery>,
): Promise<UsageView> =>
  services.db.withTenant(ctx, async (trx) => {
    const now = timeOf(trx);
    const month = monthAsked(trx, asked);
    const totals = await totalsOf(trx, month.first);
    const over = share(month, now);
    return {
      month,
      used: { tokens: totals.used_tokens, cost: costOf(totals.used_micros) },
      reserved: { tokens: totals.reserved_tokens, cost: costOf(totals.reserved_micros) },
      calls: totals.calls,
      forecast: {
        tokens: shown(totals.used_tokens / over),
        cost: costOf(shown(totals.used_micros / over)),
      },
      by_day: await sums<{ day: string }>(trx, month, { day: `to_char(created_at at time zone 'UTC', 'YYYY-MM-DD')` }), // prettier-ignore
      by_user: await sums<Pick<UsageView['by_user'][number], 'actor_type' | 'actor_id'>>(
        trx,
        month,
        { actor_type: 'actor_type', actor_id: 'actor_id' },
      ),
      by_feature: await sums<{ feature: Feature }>(trx, month, { feature: 'feature' }),
      by_model: await sums<{ model: string }>(trx, month, { model: `coalesce(model, '')` }),
      open: await openIn(trx, month),
    };
  });

const shown = (sum: number): number => Math.min(Math.round(sum), MOST);

/** The part of the month that is over; not less than an hour of it, which would foretell too much. */
function share({ starts_at, ends_at }: Month, now: Date): number {
  const whole = ends_at.getTime() - starts_at.getTime();
  const gone = Math.min(whole, Math.max(now.getTime() - starts_at.getTime(), 3_600_000));
  return gone / whole;
}

type Grouped = { tokens: number; micros: number; calls: number };

async function sums<T extends object>(
  trx: Trx,
  { first }: Month,
  by: { [K in keyof T]: string },
): Promise<(Sum & T)[]> {
  const columns = Object.entries<string>(by);
  const { rows } = await trx.raw<{ rows: (Grouped & T)[] }>(
    `select ${columns.map(([name, sql]) => `${sql} as ${name}`).join(', ')},
       least(sum(input_tokens + output_tokens), :most)::bigint as tokens,
       least(sum(cost_micros), :most)::bigint as micros, count(*)::int as calls
     from assistant_calls where month = :month::date and status in ('reserved', 'settled', 'released')
     group by ${columns.map((_, i) => i + 1).join(', ')} order by ${columns.map((_, i) => i + 1).join(', ')}`,
    { month: first, most: MOST },
  );
  return rows.map((row) => ({ ...row, cost: costOf(row.micros) }));
}

async function openIn(trx: Trx, { first }: Month): Promise<UsageView['open']> {
  const rows: (Omit<UsageView['open'][number], 'cost'> & { micros: number })[] = await trx(
    'assistant_calls',
  )
    .where({ status: 'reserved', month: first })
    .orderBy('created_at')
    .limit(MOST_OPEN)
    .select(
      'id',
      'feature',
      'actor_type',
      'actor_id',
      'reserved_tokens as tokens',
      'reserved_micros as micros',
      'reserved_at',
    );
  return rows.map(({ micros, ...row }) => ({ ...row, cost: costOf(micros) }));
}
