import { z } from 'zod';
import { visibleText } from '#lib/visible.ts';
import { calendarDay } from '../instant.contract.ts';
import { amount, country, currency } from '../verification/settings.contract.ts';
import { leadsTo } from '../prices/prefix-country.ts';
import { NUMBER_TYPES } from '../prices/rules.ts';

export const numberType = z.enum(NUMBER_TYPES);

/** Price of one segment of a text to a destination, or with channel `email` of one mail. */
export const rateCardInput = z
  .strictObject({
    channel: z.enum(['sms', 'email']).default('sms'),
    country: country.optional(),
    prefix: z
      .string()
      .regex(/^\+[1-9]\d{0,14}$/, 'must begin with + and the calling code')
      .optional(),
    number_type: numberType.optional(),
    price: amount,
    currency,
    source: visibleText(200, 'say where the price is from'),
    as_of: calendarDay,
  })
  .superRefine((card, check) => {
    const issue = (path: string, message: string): void =>
      check.addIssue({ code: 'custom', path: [path], message });
    if (card.channel === 'sms' && !card.country) issue('country', 'is needed for texts');
    if (card.country && card.prefix && !leadsTo(card.prefix, card.country)) {
      issue('prefix', `is not of numbers in ${card.country}: no text would have this price`);
    }
    if (card.channel === 'email') {
      for (const path of ['country', 'prefix', 'number_type'] as const) {
        if (card[path]) issue(path, 'does not apply to mail');
      }
    }
  });
export type RateCardInput = z.output<typeof rateCardInput>;
