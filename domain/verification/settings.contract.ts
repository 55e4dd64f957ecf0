import { isSupportedCountry } from 'libphonenumber-js/max';
import { z } from 'zod';
import { destinationOf } from '../countries.contract.ts';

/** A decimal string, the format of all money in the API. */
export const amount = z.string().regex(/^\d{1,9}(\.\d{1,6})?$/, 'must be an amount such as 12.50');
export const currency = z.string().regex(/^[A-Z]{3}$/, 'must be a currency code such as USD');
export const country = destinationOf(isSupportedCountry);

const count = (most: number) => z.int().min(1).max(most).nullable();

/** null resets a field to its default. */
export const settingsPatch = z
  .strictObject({
    countries: z
      .array(country)
      .max(260)
      .transform((all) => [...new Set(all)])
      .nullable()
      .meta({
        description: 'Countries that codes by SMS may go to; null: the organization’s own country',
      }),
    sends_per_minute: count(10_000),
    sends_per_day: count(10_000_000),
    range_per_hour: count(10_000),
    domain_per_10_minutes: count(10_000),
    daily_cap: amount
      .nullable()
      .meta({ description: 'Maximum cost of codes per UTC day; 0: only codes that are free' }),
    currency: currency.nullable(),
    fallback_price: amount
      .nullable()
      .meta({ description: 'Per segment, where neither you nor a list has a price' }),
  })
  .partial();
export type SettingsPatch = z.output<typeof settingsPatch>;
