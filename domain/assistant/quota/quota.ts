import { recordAudit } from '../../audit/record.ts';
import type { Context, Services } from '../../context.ts';
import { mustMatch, type IfMatch } from '../../if-match.ts';
import { monthOf, totalsOf, type Month } from '../totals.ts';
import type { QuotaInput } from '../contract.ts';
import { ownModel } from './provider.ts';
import { costOf, quotaOf, quotaRow, quotaView } from './row.ts';
import type { Trx } from '#lib/db.ts';

type Amount = { tokens: number; cost: string };
export type QuotaView = QuotaInput & {
  version: number;
  /** The month that the limits count now; it turns by the clock of the database. */
  month: Month;
  used: Amount;
  reserved: Amount;
  /** Who answers; null: nobody. */
  model: { name: string; stand_in: boolean } | null;
  /** Limits that limit nothing as things stand. */
  warnings: { path: string; reason: 'model_without_price'; message: string }[];
};

/** Returns the limits of the organization, and what of this month is used and reserved. */
export const getQuota = (services: Services, ctx: Context): Promise<QuotaView> =>
  services.db.withTenant(ctx, (trx) => readQuota(trx, services, ctx));

/**
 * Replaces the limits. They hold for the next call; what is reserved stays.
 * @throws AppError precondition_failed
 */
export const putQuota = (
  services: Services,
  ctx: Context,
  input: QuotaInput,
  ifMatch?: IfMatch,
): Promise<QuotaView> =>
  services.db.withTenant(ctx, async (trx) => {
    const row = await quotaOf(trx, ctx.tenantId, { lock: true });
    mustMatch('these limits', row, ifMatch);
    await trx('assistant_quotas').update({
      ...quotaRow(input),
      version: row.version + 1,
      updated_at: trx.fn.now(),
    });
    await recordAudit(trx, ctx, {
      action: 'assistant.quota_updated',
      entityType: 'organization',
      entityId: ctx.tenantId,
      detail: { ...input },
    });
    return readQuota(trx, services, ctx);
  });

async function readQuota(trx: Trx, services: Services, ctx: Context): Promise<QuotaView> {
  const row = await quotaOf(trx, ctx.tenantId);
  const month = monthOf(trx);
  const totals = await totalsOf(trx, month.first);
  const limits = quotaView(row);
  const model = await answering(trx, services);
  return {
    ...limits,
    month,
    used: { tokens: totals.used_tokens, cost: costOf(totals.used_micros) },
    reserved: { tokens: totals.reserved_tokens, cost: costOf(totals.reserved_micros) },
    model,
    warnings:
      model && services.hasPrice?.(model.name) === false ? withoutPrice(limits, model.name) : [],
  };
}

/** Limits in money do not limit a model that costs nothing here. */
const withoutPrice = (limits: QuotaInput, model: string): QuotaView['warnings'] =>
  (['soft', 'hard', 'per_user', 'per_conversation'] as const).flatMap((whose) =>
    limits[whose].cost === null
      ? []
      : [{
          path: `${whose}.cost`,
          reason: 'model_without_price',
          message: `limits nothing: the price of ${model} is not known. Set a limit in tokens`,
        }],
  ); // prettier-ignore

async function answering(trx: Trx, { model }: Services): Promise<QuotaView['model']> {
  const own = await ownModel(trx);
  if (own !== null) return { name: own, stand_in: false };
  return model ? { name: model.name, stand_in: model.standIn } : null;
}
