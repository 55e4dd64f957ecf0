import type { Knex } from 'knex';
import type { Trx } from '#lib/db.ts';
import type { Context, Services } from '../context.ts';
import type { Period } from '../period.contract.ts';
import { momentsOf, within, type Moments } from '../period.ts';
import { plainAmount } from '../prices/money.ts';
import { settingsOf } from './settings.ts';

/** Outcome of the verifications that were started in a period. */
export type Outcome = {
  /** Requested and allowed. */
  started: number;
  /** Of these, with a code at the provider. */
  handed_over: number;
  approved: number;
  /** Refused by a limit, and never started. */
  blocked: number;
  /** Codes including resent ones, which are what is paid for. */
  codes: number;
  /** Approved per code, 0 to 1; null without codes. The guard against SMS pumping uses the same ratio. */
  conversion: number | null;
  cost: string;
};
export type DestinationOutcome = Outcome & {
  channel: 'sms' | 'email';
  /** null for mail. */
  country: string | null;
};
export type PrefixOutcome = DestinationOutcome & { prefix: string | null };
export type Insights = {
  currency: string;
  total: Outcome;
  countries: DestinationOutcome[];
  /** For texts; only for those who may see personal data. */
  prefixes: PrefixOutcome[];
};

export type InsightsFilter = Period & {
  channel?: 'sms' | 'email' | undefined;
  country?: string | undefined;
};

type Narrowed = Omit<InsightsFilter, keyof Period> & Moments;
type Group = 'channel' | 'country' | 'prefix';

/** Only the busiest groups: nobody reads more rows on a page. */
const MOST_GROUPS = 300;

/**
 * Returns conversion and cost, in total, by country and by prefix. The list's filters show the rows behind each
 * number.
 */
export async function verificationInsights(
  services: Services,
  ctx: Context,
  filter: InsightsFilter,
): Promise<Insights> {
  return services.db.withTenant(ctx, async (trx) => {
    const { currency } = await settingsOf(trx);
    const moments = await momentsOf(trx, filter);
    const by = <Grouped>(...groups: Group[]) =>
      outcomes<Grouped>(trx, currency, { ...filter, ...moments }, groups);
    const [total] = await by();
    if (!total) throw new Error('a count without groups must have one row');
    return {
      currency,
      total,
      countries: await by<Pick<DestinationOutcome, 'channel' | 'country'>>('channel', 'country'),
      // With few numbers in a short time, a prefix nearly reveals the number.
      prefixes: !ctx.permissions.has('pii:read')
        ? []
        : await by<Omit<PrefixOutcome, keyof Outcome>>('channel', 'country', 'prefix'),
    };
  });
}

/** Returns one row per group, the busiest first; without groups one row for all. */
async function outcomes<Grouped>(
  trx: Trx,
  currency: string,
  filter: Narrowed,
  groups: readonly Group[],
): Promise<(Grouped & Outcome)[]> {
  const columns = groups.map((group) => `v.${group}`);
  const codes = trx('verification_sends')
    .select('tenant_id', 'verification_id')
    .select(trx.raw('count(*) as codes'))
    .select(trx.raw('sum(price) filter (where currency = ?) as cost', [currency]))
    .groupBy('tenant_id', 'verification_id');
  const query = trx('verifications as v')
    .leftJoin(codes.as('s'), (on) => {
      on.on('s.tenant_id', 'v.tenant_id').on('s.verification_id', 'v.id');
    })
    .select(columns)
    .select(...COUNTS.map((count) => trx.raw(count)));
  narrow(query, filter);
  if (columns.length) query.groupBy(columns);
  if (groups.includes('prefix')) query.whereNotNull('v.prefix');
  const rows: (Grouped & Omit<Outcome, 'conversion'>)[] = await query
    .orderByRaw(['count(*) desc', ...columns].join(', '))
    .limit(MOST_GROUPS);
  return rows.map((row) => ({
    ...row,
    conversion: row.codes ? row.approved / row.codes : null,
    cost: plainAmount(row.cost),
  }));
}

const COUNTS = [
  `count(*) filter (where v.status <> 'blocked')::int as started`,
  `count(*) filter (where v.sent > 0)::int as handed_over`,
  `count(*) filter (where v.status = 'approved')::int as approved`,
  `count(*) filter (where v.status = 'blocked')::int as blocked`,
  'coalesce(sum(s.codes), 0)::int as codes',
  'coalesce(sum(s.cost), 0)::text as cost',
];

function narrow(query: Knex.QueryBuilder, { channel, country, from, to }: Narrowed): void {
  within(query, 'v.created_at', { from, to });
  if (channel) query.where('v.channel', channel);
  if (country) query.where('v.country', country);
}
