import type { Trx } from '#lib/db.ts';
import { prepared } from '#lib/prepared.ts';
import { recordAudit } from '../audit/record.ts';
import type { Context } from '../context.ts';
import type { Price } from '../prices/price-of.ts';
import { raiseAlert } from './alerts.ts';
import { ALERT_AT } from './rules.ts';
import type { VerificationSettings } from './settings.ts';

/** Seconds to UTC midnight, when the counts of a day start again. */
export const UNTIL_TOMORROW = `extract(epoch from
  (date_trunc('day', clock_timestamp() at time zone 'utc') + interval '1 day')
  - (clock_timestamp() at time zone 'utc'))::float8`;

export type DayVerdict = {
  day: string;
  over: 'money_cap' | 'daily_limit' | null;
  /** Seconds until tomorrow. */
  wait: number;
};

/**
 * Adds one send and its cost to the tenant's day. The row of the day stays locked until the transaction ends, so that
 * all sends of a tenant are counted one after the other. What is free is not held up by the money spent. A caller that gets "over" must roll the transaction back.
 */
export async function countDay(
  trx: Trx,
  ctx: Context,
  settings: VerificationSettings,
  price: Price,
): Promise<DayVerdict> {
  const { rows } = await prepared<{
    day: string;
    over: DayVerdict['over'];
    near: boolean;
    wait: number;
    cost: string;
  }>(
    trx,
    `insert into verification_days as d (tenant_id, day, sends, cost)
       values (:tenant, (clock_timestamp() at time zone 'utc')::date, 1, :price)
     on conflict (tenant_id, day) do update
       set sends = d.sends + 1, cost = d.cost + excluded.cost
     returning day::text, cost::text,
       case when :price::numeric > 0 and cost > :cap::numeric then 'money_cap'
            when sends > :sends then 'daily_limit' end as over,
       alerted_at is null and :price::numeric > 0 and cost >= :cap::numeric * :alert as near,
       ${UNTIL_TOMORROW} as wait`,
    {
      tenant: ctx.tenantId,
      price: price.amount,
      cap: settings.daily_cap,
      sends: settings.sends_per_day,
      alert: ALERT_AT,
    },
  );
  const [row] = rows;
  if (!row) throw new Error('the row of a counted day is missing');
  if (row.near && !row.over) await alertNear(trx, ctx, settings, row);
  return { day: row.day, over: row.over, wait: row.wait };
}

/** Raises an alert once a day, at 80 % of the cap: in the audit log and on the page. */
async function alertNear(
  trx: Trx,
  ctx: Context,
  { daily_cap, currency }: VerificationSettings,
  { day, cost }: { day: string; cost: string },
): Promise<void> {
  await trx('verification_days').where({ day }).update({ alerted_at: trx.fn.now() });
  const detail = { day, cost, daily_cap, currency };
  await raiseAlert(trx, ctx, { kind: 'money_80', key: day, detail });
  await recordAudit(trx, ctx, {
    action: 'verification.spending_near_cap',
    entityType: 'verification_settings',
    entityId: ctx.tenantId,
    detail,
  });
}
