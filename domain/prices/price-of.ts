import type { Knex } from 'knex';
import type { Trx } from '#lib/db.ts';
import { prepared } from '#lib/prepared.ts';
import { destinationOf, type Destination } from './destination.ts';
import { LIST_CURRENCY, listPrice } from './list-prices.ts';
import { plainAmount, times } from './money.ts';

/** The price of a message, with its source. */
export type Price = {
  /** For all segments, a decimal string. */
  amount: string;
  currency: string;
  per_segment: string;
  segments: number;
  /** card: the tenant's own price; list: a published list; fallback: the assumed price, where neither exists. */
  basis: 'card' | 'list' | 'fallback';
  source: string;
  as_of: string | null;
};

/** A tenant's money settings; read by `settingsOf` in domain/verification/settings.ts. */
export type MoneySettings = { currency: string; fallback_price: string };

export type Card = { price: string; currency: string; source: string; as_of: string };

type To = Pick<Destination, 'country' | 'type'> & { number: string };

/** Returns a query for the tenant's own price of a text to a destination, or of a mail (null): at most one row. */
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

/** Returns the tenant's own prices of texts to many destinations, by number, in one statement. */
export async function cardsFor(
  trx: Trx,
  destinations: readonly To[],
): Promise<ReadonlyMap<string, Card>> {
  const { rows } = await prepared<Card & { number: string }>(
    trx,
    `select t.number, c.price::text as price, c.currency, c.source, c.as_of::text as as_of
     from jsonb_to_recordset(:to::jsonb) as t(number text, country text, type text)
     cross join lateral (
       select * from rate_cards r where r.channel = 'sms' and r.country is not distinct from t.country
         and (r.prefix is null or t.number like r.prefix || '%')
         and (r.number_type is null or r.number_type = t.type)
       order by length(r.prefix) desc nulls last, r.number_type nulls last limit 1
     ) c`,
    {
      to: JSON.stringify(
        destinations.map(({ number, country, type }) => ({ number, country, type })),
      ),
    },
  );
  return new Map(rows.map(({ number, ...card }) => [number, card]));
}

/**
 * Returns the price of a text to a number: from the tenant's rate card with the longest matching prefix, else from
 * the published list, else the fallback.
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

/**
 * Returns the price from a rate card that is already loaded. `to` is null for mail, which is free unless a card sets
 * a price.
 */
export function priceBy(
  card: Card | null,
  money: MoneySettings,
  to: Pick<To, 'country'> | null,
  segments: number,
): Price {
  // Cards are in the budget's currency (cards.ts). A card in another currency cannot be added up and is ignored.
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
