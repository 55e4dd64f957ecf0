import { timeOf } from '#lib/transaction-time.ts';
import type { Context, Services } from '../context.ts';

export type ConsentEnds = {
  time_zone: string;
  /** The next twelve months, this one first: `2026-12`. */
  months: { month: string; count: number; by_purpose: { purpose: string; count: number }[] }[];
};

const MONTHS = 12;

/** Returns how many consents that are granted now end in which month, in the organization's time zone. */
export const getConsentEnds = (services: Services, ctx: Context): Promise<ConsentEnds> =>
  services.db.withTenant(ctx, async (trx) => {
    const { time_zone }: { time_zone: string } = await trx('tenants').first('time_zone');
    const { rows } = await trx.raw<{ rows: { month: string; purpose: string | null; count: number }[] }>(
      `with months as (
         select date_trunc('month', :now::timestamptz at time zone :zone) + n * interval '1 month' as starts
         from generate_series(0, :most - 1) n),
       ending as (
         select date_trunc('month', c.expires_at at time zone :zone) as starts, p.key as purpose, count(*)::int as count
         from consents c join purposes p on p.tenant_id = c.tenant_id and p.id = c.purpose_id
         where c.state = 'granted' and c.expires_at > :now::timestamptz
           and c.expires_at < (select max(starts) + interval '1 month' from months) at time zone :zone
         group by 1, 2)
       select to_char(m.starts, 'YYYY-MM') as month, e.purpose, coalesce(e.count, 0) as count
       from months m left join ending e on e.starts = m.starts order by 1, 3 desc, 2`,
      { now: timeOf(trx), zone: time_zone, most: MONTHS },
    ); // prettier-ignore
    const months = Map.groupBy(rows, ({ month }) => month);
    return {
      time_zone,
      months: [...months].map(([month, of]) => ({
        month,
        count: of.reduce((sum, { count }) => sum + count, 0),
        by_purpose: of.flatMap(({ purpose, count }) =>
          purpose === null ? [] : [{ purpose, count }],
        ),
      })),
    };
  });
