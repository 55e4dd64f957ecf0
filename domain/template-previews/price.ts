import type { Trx } from '#lib/db.ts';
import { cardFor, priceBy, priceOf, type Card, type Price } from '../prices/price-of.ts';
import { settingsOf } from '../verification/settings.ts';

export type PreviewPrice = Price & {
  /** Basis of the price: this number, or a mobile number of the organisation's own country. */
  for: 'contact' | 'own_country';
};

/**
 * Returns the price of a text with this many segments.
 * @param to a number in clear, where the caller may see it; else a contact's country, as for any mobile number there,
 *   since a price by prefix would reveal digits; else the organisation's own country
 */
export async function previewPrice(
  trx: Trx,
  segments: number,
  to: { phone: string } | { country: string } | null,
): Promise<PreviewPrice> {
  const money = await settingsOf(trx);
  if (to && 'phone' in to) {
    return { ...(await priceOf(trx, money, to.phone, segments)), for: 'contact' };
  }
  const { country }: { country: string } = to ?? (await trx('tenants').first('country'));
  const card: Card | undefined = await cardFor(trx, {
    number: '',
    country,
    type: 'mobile',
  }).first();
  return {
    ...priceBy(card ?? null, money, { country }, segments),
    for: to ? 'contact' : 'own_country',
  };
}
