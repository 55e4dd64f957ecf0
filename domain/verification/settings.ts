import type { Knex } from 'knex';
import type { Trx } from '#lib/db.ts';
import { prepared } from '#lib/prepared.ts';
import { plainAmount } from '../prices/money.ts';
import { cardFor, type Card } from '../prices/price-of.ts';
import { DEFAULT_SETTINGS } from './rules.ts';
import type { Send } from './sends.ts';

/** A tenant's limits in force: its own settings, else the defaults. */
export type VerificationSettings = {
  /** As set; null is the tenant's own country only. */
  countries: string[] | null;
  /** Countries that codes may go to. */
  allowed: string[];
  sends_per_minute: number;
  sends_per_day: number;
  range_per_hour: number;
  domain_per_10_minutes: number;
  daily_cap: string;
  currency: string;
  fallback_price: string;
};

type Row = { country: string } & {
  [K in keyof Omit<VerificationSettings, 'allowed'>]: VerificationSettings[K] | null;
};

const SETTINGS = [
  'countries',
  'sends_per_minute',
  'sends_per_day',
  'range_per_hour',
  'domain_per_10_minutes',
  'daily_cap',
  'currency',
  'fallback_price',
] as const satisfies readonly (keyof Row)[];

const rows = (trx: Trx): Knex.QueryBuilder =>
  trx('tenants as t')
    .leftJoin('verification_settings as s', 's.tenant_id', 't.tenant_id')
    .select(SETTINGS.map((name) => `s.${name}`))
    .select('t.country');

/** Returns the tenant's limits in force. */
export async function settingsOf(trx: Trx): Promise<VerificationSettings> {
  return inForce(await rows(trx).first());
}

/** Returns the limits for a send and the tenant's own price for it, in one round trip. */
export async function termsOf(
  trx: Trx,
  { address, to }: Pick<Send, 'address' | 'to'>,
): Promise<{ settings: VerificationSettings; card: Card | null }> {
  const card = cardFor(trx, to && { number: address, ...to });
  const { sql, bindings } = rows(trx)
    .select(trx.raw('(select to_jsonb(c) from (?) c) as card', [card]))
    .toSQL();
  const { rows: found } = await prepared<Row & { card: Card | null }>(trx, sql, bindings);
  const [row] = found;
  if (!row) throw new Error('the row of the organization is missing');
  return { settings: inForce(row), card: row.card };
}

function inForce(row: Row): VerificationSettings {
  const d = DEFAULT_SETTINGS;
  return {
    countries: row.countries,
    allowed: row.countries ?? [row.country],
    sends_per_minute: row.sends_per_minute ?? d.sends_per_minute,
    sends_per_day: row.sends_per_day ?? d.sends_per_day,
    range_per_hour: row.range_per_hour ?? d.range_per_hour,
    domain_per_10_minutes: row.domain_per_10_minutes ?? d.domain_per_10_minutes,
    daily_cap: plainAmount(row.daily_cap ?? d.daily_cap),
    currency: row.currency ?? d.currency,
    fallback_price: plainAmount(row.fallback_price ?? d.fallback_price),
  };
}
