import type { TemplateCategory, TemplateVariables } from './contract.ts';

/**
 * The only list of values that Assent provides, by category. Its type (`ValuesOf`) checks all code that sends
 * messages, and previews, checks and campaigns read it. So a text without gaps in the preview has none when it is
 * sent.
 */
const FILLED_IN = {
  invite: ['purpose', 'wording', 'code', 'confirm_url', 'expires_minutes'],
  confirmation: ['purpose', 'unsubscribe_url', 'preferences_url', 'receipt_url', 'opt_out'],
  opt_out_confirmation: ['purpose', 'unsubscribe_url', 'preferences_url', 'receipt_url', 'opt_out'],
  transactional: ['purpose', 'unsubscribe_url', 'preferences_url', 'opt_out'],
  promotional: ['purpose', 'unsubscribe_url', 'preferences_url', 'opt_out'],
  renewal: ['purpose', 'unsubscribe_url', 'preferences_url', 'opt_out', 'renew_url', 'ends_on'],
} as const satisfies Record<TemplateCategory, readonly (keyof TemplateVariables)[]>;

/** Values of every text. */
export const ALWAYS = ['contact', 'organization'] as const;

type Filled<C extends TemplateCategory> = (typeof ALWAYS)[number] | (typeof FILLED_IN)[C][number];

/** All values for a text of this category; `variables` and `tracked` are the caller's. */
export type ValuesOf<C extends TemplateCategory> = {
  [Name in Filled<C>]: NonNullable<TemplateVariables[Name]>;
} & Pick<TemplateVariables, 'variables' | 'tracked'>;

/** Returns the names of `ValuesOf`, without `variables`. */
export const filledIn = (category: TemplateCategory): readonly (keyof TemplateVariables)[] => [
  ...ALWAYS,
  ...FILLED_IN[category],
];

/**
 * Returns the category whose duties and values apply to a message for a purpose, independent of its template's
 * category.
 */
export const categoryFor = (purpose: {
  category: 'marketing' | 'transactional';
}): 'promotional' | 'transactional' =>
  purpose.category === 'marketing' ? 'promotional' : 'transactional';

/** All values for a message to one person or of a campaign. */
export type MessageValues = ValuesOf<'promotional' | 'transactional'>;
