import type { Trx } from '#lib/db.ts';
import { destinationOf, type Destination } from './destination.ts';
import { LIST_CURRENCY, listPrice } from './list-prices.ts';
import { plainAmount, times } from './money.ts';

/** What sending costs, and how we know. */
export type Price = {
  /** For all segments, a decimal string. */
  amount: string;
  currency: string;
  per_segment: string;
  segments: number;
  /** card: the tenant's own; list: a published list; fallback: assumed, since nobody has told us. */
  basis: 'card' | 'list' | 'fallback';
  source: string;
  as_of: string | null;
};

/** What a tenant has said about money; `settingsOf` of domain/verification/settings.ts has it. */
export type MoneySettings = { currency: string; fallback_price: string };

type Card = { price: string; currency: string; source: string; as_of: string };

/**
 * The price of a text to a number: the tenant's card with the longest fitting prefix, else the provided list,
 * else the fallback.
 * @param number E.164
 */
export const priceOf = (
  trx: Trx,
  money: MoneySettings,
  number: string,
  segments: number,
): Promise<Price> => priceTo(trx, money, { number, ...destinationOf(number) }, segments);

/** The same where the number has been looked at already. */
export async function priceTo(
  trx: Trx,
  money: MoneySettings,
  to: Pick<Destination, 'country' | 'type'> & { number: string },
  segments: number,
): Promise<Price> {
  const card: Card | undefined = await trx('rate_cards')
    .where({ channel: 'sms', country: to.country, currency: money.currency })
    .where((q) => q.whereNull('prefix').orWhereRaw(`? like prefix || '%'`, [to.number]))
    .where((q) => q.whereNull('number_type').orWhere('number_type', to.type))
    .orderByRaw('length(prefix) desc nulls last, number_type nulls last')
    .first('price', 'currency', 'source', trx.raw('as_of::text as as_of'));
  if (card) return priced({ ...card, basis: 'card' }, segments);
  const listed = to.country ? listPrice(to.country) : undefined;
  if (listed && money.currency === LIST_CURRENCY) {
    return priced({ ...listed, currency: LIST_CURRENCY, basis: 'list' }, segments);
  }
  const fallback = { price: money.fallback_price, currency: money.currency, as_of: null };
  return priced({ ...fallback, source: 'fallback price', basis: 'fallback' }, segments);
}

/** The price of one mail: nothing, unless the tenant has entered one. */
export async function priceOfMail(trx: Trx, money: MoneySettings): Promise<Price> {
  const card: Card | undefined = await trx('rate_cards')
    .where({ channel: 'email', currency: money.currency })
    .first('price', 'currency', 'source', trx.raw('as_of::text as as_of'));
  const free = { price: '0', currency: money.currency, source: 'e-mail is free', as_of: null };
  return priced(card ? { ...card, basis: 'card' } : { ...free, basis: 'list' }, 1);
}

type Found = Pick<Price, 'currency' | 'source' | 'as_of' | 'basis'> & { price: string };

const priced = ({ price, currency, source, as_of, basis }: Found, segments: number): Price => ({
  amount: times(price, segments),
  currency,
  per_segment: plainAmount(price),
  segments,
  basis,
  source,
  as_of,
});
