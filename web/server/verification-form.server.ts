import type { PageSession } from '../../api/client-types.ts';
import { currency as currencyCode } from '../../domain/verification/settings.contract.ts';
import { number, text, words } from './fields.server.ts';
import { FormRefused } from './problem.server.ts';

type Patch = Parameters<PageSession['api']['verificationSettings']['update']>[0]['body'];

/** An empty list of countries is not the default; for that the form sends a word of its own. */
const countriesOf = (typed: string[]): string[] | null => {
  if (!typed.length) return null;
  return typed.join().toLowerCase() === 'none' ? [] : typed;
};

/** The fields of the limits. */
export const LIMITS_FORM = [
  'countries',
  'daily_cap',
  'currency',
  'fallback_price',
  'sends_per_minute',
  'sends_per_day',
  'range_per_hour',
  'domain_per_10_minutes',
] as const;

/**
 * Refuses another currency until the member has confirmed what that changes: prices in the former one do not count any
 * more, and amounts are not converted.
 */
export async function mustConfirmCurrency(api: PageSession['api'], form: FormData): Promise<void> {
  if (form.get('currency_confirmed') === 'on') return;
  const [now, cards] = await Promise.all([
    api.verificationSettings.get({}),
    api.rateCards.list({}),
  ]);
  // The default is the currency of the list prices.
  const wanted = text(form, 'currency')?.trim().toUpperCase() ?? cards.list_prices.currency;
  if (wanted === now.currency || !currencyCode.safeParse(wanted).success) return;
  const own = cards.data.filter(({ origin, currency }) => origin === 'own' && currency !== wanted);
  const lost = [
    ...(cards.list_prices.in_force ? [`the list prices, which are in ${now.currency}`] : []),
    ...(own.length ? [`your own prices in other currencies (${own.length})`] : []),
  ];
  const message = [
    `Nothing is saved yet. In ${wanted}`,
    lost.length ? `these no longer count: ${lost.join(', and ')};` : '',
    `destinations without a price in ${wanted} count as the price where none is known.`,
    'Amounts are not converted: look at the budget and that price. Tick the box below, and save again.',
  ];
  throw new FormRefused('The currency changes what messages cost', [
    { path: 'currency', message: message.filter(Boolean).join(' ') },
  ]);
}

/** Reads the limits from the form; an empty field is the default. */
export const limitsOf = (form: FormData): Patch => ({
  countries: countriesOf(words(form, 'countries')),
  daily_cap: text(form, 'daily_cap') ?? null,
  currency: text(form, 'currency')?.trim().toUpperCase() ?? null,
  fallback_price: text(form, 'fallback_price') ?? null,
  sends_per_minute: number(form, 'sends_per_minute'),
  sends_per_day: number(form, 'sends_per_day'),
  range_per_hour: number(form, 'range_per_hour'),
  domain_per_10_minutes: number(form, 'domain_per_10_minutes'),
});
