import type { Trx } from '#lib/db.ts';
import type { FieldError } from '#lib/errors.ts';
import type { Context, Services } from '../context.ts';
import type { FrequencyCaps, Holiday, QuietHours, QuietHoursRule } from './contract.ts';
import { seedMessageRules } from './seed.ts';
import { withoutEffect } from './without-effect.ts';

export type MessageRulesRow = {
  quiet_hours: boolean;
  quiet_channels: QuietHours['channels'];
  quiet_transactional: boolean;
  over_cap: FrequencyCaps['over'];
  version: number;
};
export type QuietHoursView = QuietHours & { version: number; without_effect: FieldError[] };
export type FrequencyCapsView = FrequencyCaps & { version: number };

/**
 * Returns the tenant's switches; a tenant older than the rules gets the provided ones.
 * @param options.lock locks them until the transaction ends
 */
export async function switches(
  trx: Trx,
  tenantId: string,
  { lock = false } = {},
): Promise<MessageRulesRow> {
  const read = async (): Promise<MessageRulesRow | undefined> => {
    const query = trx('message_rules').first();
    return lock ? query.forUpdate() : query;
  };
  const row = await read();
  if (row) return row;
  await seedMessageRules(trx, tenantId);
  const seeded = await read();
  if (!seeded) throw new Error('a tenant without message rules');
  return seeded;
}

/** Returns the quiet hours of the tenant. */
export const getQuietHours = (services: Services, ctx: Context): Promise<QuietHoursView> =>
  services.db.withTenant(ctx, (trx) => readQuietHours(trx, ctx));

/** Returns quiet hours as the API shows them: the region `*` first, days in order. */
export async function readQuietHours(trx: Trx, ctx: Context): Promise<QuietHoursView> {
  const row = await switches(trx, ctx.tenantId);
  const rules: QuietHoursRule[] = await trx('quiet_hours')
    .orderByRaw(`region <> '*', region`)
    .select('region', 'hours', 'no_holidays', 'source', trx.raw('as_of::text'), 'enabled');
  const holidays: Holiday[] = await trx('holidays')
    .orderBy(['day', 'region'])
    .select('region', trx.raw('day::text'), 'name');
  return {
    enabled: row.quiet_hours,
    channels: row.quiet_channels,
    transactional: row.quiet_transactional,
    rules,
    holidays,
    without_effect: withoutEffect({ enabled: row.quiet_hours, rules, holidays }),
    version: row.version,
  };
}

/** Returns the frequency caps of the tenant. */
export const getFrequencyCaps = (services: Services, ctx: Context): Promise<FrequencyCapsView> =>
  services.db.withTenant(ctx, (trx) => readFrequencyCaps(trx, ctx));

/** Returns caps as the API shows them, purposes by their keys. */
export async function readFrequencyCaps(trx: Trx, ctx: Context): Promise<FrequencyCapsView> {
  const row = await switches(trx, ctx.tenantId);
  const caps: FrequencyCaps['caps'] = await trx('frequency_caps as f')
    .leftJoin('purposes as p', (on) => {
      on.on('p.tenant_id', 'f.tenant_id').on('p.id', 'f.purpose_id');
    })
    .orderBy('f.id')
    .select('f.channel', 'f.most', 'f.hours', 'p.key as purpose');
  return { over: row.over_cap, caps, version: row.version };
}
