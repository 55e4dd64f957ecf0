import { invalidField, notFound } from '#lib/errors.ts';
import { recordAudit } from '../audit/record.ts';
import type { Context, Services } from '../context.ts';
import { settingsOf } from '../verification/settings.ts';
import { refuseAhead } from '../event-time.ts';
import type { RateCardInput } from './contract.ts';
import { LIST_CURRENCY, LIST_PRICES } from '../prices/list-prices.ts';
import { plainAmount } from '../prices/money.ts';
import type { NumberType } from '../prices/rules.ts';

export type RateCard = {
  /** null: from the provided list; an own card replaces it. */
  id: string | null;
  origin: 'own' | 'provided';
  channel: 'sms' | 'email';
  country: string | null;
  prefix: string | null;
  number_type: NumberType | null;
  price: string;
  currency: string;
  source: string;
  as_of: string;
};

const COLUMNS = [
  'id',
  'channel',
  'country',
  'prefix',
  'number_type',
  'price',
  'currency',
  'source',
];

/** Returns all prices in force, the organisation's own first; provided ones only where there is no own one. */
export async function listCards(services: Services, ctx: Context): Promise<RateCard[]> {
  return services.db.withTenant(ctx, async (trx) => {
    const { currency } = await settingsOf(trx);
    const rows: Omit<RateCard, 'origin'>[] = await trx('rate_cards')
      .orderByRaw('channel desc, country, prefix nulls first, number_type nulls first')
      .select(...COLUMNS, trx.raw('as_of::text as as_of'));
    const own = rows.map((row) => ({
      ...row,
      origin: 'own' as const,
      price: plainAmount(row.price),
    }));
    const covered = new Set(
      own.filter((card) => !card.prefix && !card.number_type).map((card) => card.country),
    );
    const provided = LIST_PRICES.filter(({ country }) => !covered.has(country)).map((listed) => ({
      ...listed,
      price: plainAmount(listed.price),
      id: null,
      origin: 'provided' as const,
      channel: 'sms' as const,
      prefix: null,
      number_type: null,
      currency: LIST_CURRENCY,
    }));
    return [...own, ...(currency === LIST_CURRENCY ? provided : [])];
  });
}

/** Returns the currency of the list prices, and whether they count: only in the currency of the daily budget. */
export const listPriceState = (services: Services, ctx: Context) =>
  services.db.withTenant(ctx, async (trx) => {
    const { currency } = await settingsOf(trx);
    return { currency: LIST_CURRENCY, in_force: currency === LIST_CURRENCY };
  });

/** When a day begins on the clocks that are furthest ahead (UTC+14). */
const firstMomentOf = (day: string): Date => new Date(Date.parse(day) - 14 * 3_600_000);

/**
 * Sets the price of a destination; a second call for the same destination replaces it. @throws AppError invalid
 * (currency, as_of)
 */
export async function setCard(
  services: Services,
  ctx: Context,
  input: RateCardInput,
): Promise<RateCard> {
  return services.db.withTenant(ctx, async (trx) => {
    const { currency } = await settingsOf(trx);
    if (input.currency !== currency) {
      throw invalidField('currency', `must be ${currency}, the currency of the daily budget`);
    }
    refuseAhead(trx, 'as_of', firstMomentOf(input.as_of));
    const key = {
      channel: input.channel,
      country: input.country ?? null,
      prefix: input.prefix ?? null,
      number_type: input.number_type ?? null,
    };
    const row: { id: string } = await trx('rate_cards')
      .insert({ tenant_id: ctx.tenantId, ...key, ...input, updated_at: trx.fn.now() })
      .onConflict(['tenant_id', 'channel', 'country', 'prefix', 'number_type'])
      .merge(['price', 'currency', 'source', 'as_of', 'updated_at'])
      .returning('id')
      .then(([made]) => made);
    await recordAudit(trx, ctx, {
      action: 'rate_card.set',
      entityType: 'rate_card',
      entityId: row.id,
      detail: { ...key, price: input.price, currency: input.currency },
    });
    return { id: row.id, origin: 'own', ...input, ...key, price: plainAmount(input.price) };
  });
}

/** Deletes an own price; the provided list applies again. @throws AppError not_found */
export async function deleteCard(services: Services, ctx: Context, id: string): Promise<void> {
  await services.db.withTenant(ctx, async (trx) => {
    const [gone] = await trx('rate_cards').where({ id }).delete().returning(['country', 'prefix']);
    if (!gone) throw notFound('Price');
    await recordAudit(trx, ctx, {
      action: 'rate_card.deleted',
      entityType: 'rate_card',
      entityId: id,
      detail: gone,
    });
  });
}
