import type { PageSession } from '../../api/client-types.ts';
import { number, text, words } from './fields.server.ts';

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
