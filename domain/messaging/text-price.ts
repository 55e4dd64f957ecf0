import type { Trx } from '#lib/db.ts';
import type { Message } from '#models/message.ts';
import type { TextCost } from '../message-ledger/record-sql.ts';
import { plainAmount } from '../prices/money.ts';
import { destinationOf } from '../prices/destination.ts';
import { cardsFor, priceBy } from '../prices/price-of.ts';
import { smsSize } from '../templates/segments.ts';
import { settingsOf } from '../verification/settings.ts';
import type { HandOver } from './rules.ts';

/** A text as handed over. */
export type GivenText = { id: string; to: string; text: string; handOver: HandOver };

/**
 * Returns encoding and cost of texts by our own count, by the id of their message. A text that the provider did not accept
 * costs nothing and is left out.
 */
export async function costsOf(
  trx: Trx,
  texts: readonly GivenText[],
): Promise<ReadonlyMap<string, TextCost>> {
  const costs = new Map<string, TextCost>();
  const given = texts.filter(({ handOver }) => handOver.status === 'accepted' || handOver.status === 'unknown'); // prettier-ignore
  if (!given.length) return costs;
  const money = await settingsOf(trx);
  const sent = given.map((one) => ({
    ...one,
    destination: { number: one.to, ...destinationOf(one.to) },
  }));
  const cards = await cardsFor(
    trx,
    sent.map(({ destination }) => destination),
  );
  for (const { id, to, text, destination } of sent) {
    const { encoding, segments } = smsSize(text);
    const { amount, currency } = priceBy(cards.get(to) ?? null, money, destination, segments);
    costs.set(id, { encoding, segments, amount, currency });
  }
  return costs;
}

/** What a provider reports: its price, its segment count, or both. */
export type Billed = { price: string | null; currency: string | null; segments: number | null };

/** Records the provider's price; where it reports segments only, the price is computed from them. */
export const settleText = (trx: Trx, id: string, { price, currency, segments }: Billed): Promise<unknown> =>
  trx.raw(
    `update messages m set
       sms_segments = coalesce(:segments, m.sms_segments),
       price = case when :price::numeric is not null then :price::numeric when m.price_basis = 'provider' then m.price
         else m.price / greatest(m.sms_segments, 1) * coalesce(:segments, m.sms_segments) end,
       currency = case when :price::numeric is not null then :currency else m.currency end,
       price_basis = case when :price::numeric is not null then 'provider' else m.price_basis end
     where m.id = :id and m.channel = 'sms'`,
    { id, price, currency, segments },
  ); // prettier-ignore

/** Encoding and price of a text, as callers see it; null for a mail and before the hand-over. */
export type TextView = {
  encoding: 'GSM-7' | 'UCS-2' | null;
  segments: number | null;
  price: { amount: string; currency: string; basis: 'counted' | 'provider' } | null;
};

/** Returns the encoding and price of a text as callers see them; null before they are known. */
export const textView = (
  row: Pick<Message, 'sms_encoding' | 'sms_segments' | 'price' | 'currency' | 'price_basis'>,
): TextView | null =>
  row.sms_segments === null && row.price === null
    ? null
    : {
        encoding: row.sms_encoding,
        segments: row.sms_segments,
        price:
          row.price !== null && row.currency !== null && row.price_basis !== null
            ? { amount: plainAmount(row.price), currency: row.currency, basis: row.price_basis }
            : null,
      };
