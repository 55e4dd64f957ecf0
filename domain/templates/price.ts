import type { Trx } from '#lib/db.ts';
import { cardFor, priceBy, priceOf, type Card, type Price } from '../prices/price-of.ts';
import { settingsOf } from '../verification/settings.ts';

export type PreviewPrice = Price & {
  /** Of whom the price is: this number, or a mobile number of the organisation's own country. */
  for: 'contact' | 'own_country';
};

/** What a text of so many segments costs to a contact's number, or where most of one's people are. */
export async function previewPrice(
  trx: Trx,
  segments: number,
  phone: string | null,
): Promise<PreviewPrice> {
  const money = await settingsOf(trx);
  if (phone) return { ...(await priceOf(trx, money, phone, segments)), for: 'contact' };
  const { country }: { country: string } = await trx('tenants').first('country');
  const card: Card | undefined = await cardFor(trx, {
    number: '',
    country,
    type: 'mobile',
  }).first();
  return { ...priceBy(card ?? null, money, { country }, segments), for: 'own_country' };
}
