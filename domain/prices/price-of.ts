import type { Knex } from 'knex';
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

export type Card = { price: string; currency: string; source: string; as_of: string };

type To = Pick<Destination, 'country' | 'type'> & { number: string };

/** The tenant's own price for a text there, or for a mail (null): a query of one row at most. */
export function cardFor(trx: Trx, to: To | null): Knex.QueryBuilder {
  const query = trx('rate_cards')
    .select(trx.raw('price::text as price'), 'currency', 'source', trx.raw('as_of::text as as_of'))
    .limit(1);
  if (!to) return query.where({ channel: 'email' });
  return query
    .where({ channel: 'sms', country: to.country })
    .where((q) => q.whereNull('prefix').orWhereRaw(`? like prefix || '%'`, [to.number]))
    .where((q) => q.whereNull('number_type').orWhere('number_type', to.type))
    .orderByRaw('length(prefix) desc nulls last, number_type nulls last');
}

/**
 * The price of a text to a number: the tenant's card with the longest fitting prefix, else the provided list,
 * else the fallback.
 * @param number E.164
 */
export async function priceOf(
  trx: Trx,
  money: MoneySettings,
  number: string,
  segments: number,
): Promise<Price> {
  const to = { number, ...destinationOf(number) };
  const card: Card | undefined = await cardFor(trx, to).first();
  return priceBy(card ?? null, money, to, segments);
}

/** The same from a card that is at hand. `to` is null for mail, which is free unless a card says otherwise. */
export function priceBy(
  card: Card | null,
  money: MoneySettings,
  to: Pick<To, 'country'> | null,
  segments: number,
): Price {
  // Cards are in the currency of the budget (cards.ts); one that is not cannot be added up.
  if (card?.currency === money.currency) return priced({ ...card, basis: 'card' }, segments);
  const { currency } = money;
  if (!to) {
    return priced(
      { price: '0', currency, source: 'e-mail is free', as_of: null, basis: 'list' },
      segments,
    );
  }
  const listed = to.country ? listPrice(to.country) : undefined;
  if (listed && currency === LIST_CURRENCY) {
    return priced({ ...listed, currency, basis: 'list' }, segments);
  }
  const price = money.fallback_price;
  return priced(
    { price, currency, source: 'fallback price', as_of: null, basis: 'fallback' },
    segments,
  );
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
