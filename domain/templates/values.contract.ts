import type { TemplateCategory, TemplateVariables } from './contract.ts';

/**
 * What Assent fills in by itself, by the use of a text: the only list. Whoever writes a message is typed by it
 * (`ValuesOf`), and previews, checks and campaigns read it, so a text that shows no gap has none when it is sent.
 */
const FILLED_IN = {
  invite: ['purpose', 'code', 'confirm_url', 'expires_minutes'],
  confirmation: ['purpose', 'unsubscribe_url', 'preferences_url', 'receipt_url', 'opt_out'],
  opt_out_confirmation: ['purpose', 'unsubscribe_url', 'preferences_url', 'receipt_url', 'opt_out'],
  transactional: ['purpose', 'unsubscribe_url', 'preferences_url', 'opt_out'],
  promotional: ['purpose', 'unsubscribe_url', 'preferences_url', 'opt_out'],
  renewal: ['purpose', 'unsubscribe_url', 'preferences_url', 'opt_out', 'renew_url', 'ends_on'],
} as const satisfies Record<TemplateCategory, readonly (keyof TemplateVariables)[]>;

/** In every text. */
export const ALWAYS = ['contact', 'organization'] as const;

type Filled<C extends TemplateCategory> = (typeof ALWAYS)[number] | (typeof FILLED_IN)[C][number];

/** All that fills in a text of this use; `variables` and `tracked` are the caller's. */
export type ValuesOf<C extends TemplateCategory> = {
  [Name in Filled<C>]: NonNullable<TemplateVariables[Name]>;
} & Pick<TemplateVariables, 'variables' | 'tracked'>;

/** The names of `ValuesOf`, beside `variables`. */
export const filledIn = (category: TemplateCategory): readonly (keyof TemplateVariables)[] => [
  ...ALWAYS,
  ...FILLED_IN[category],
];

/** What a text that is sent for a purpose owes and gets, whatever its template calls itself. */
export const categoryFor = (purpose: {
  category: 'marketing' | 'transactional';
}): 'promotional' | 'transactional' =>
  purpose.category === 'marketing' ? 'promotional' : 'transactional';

/** All that fills in a text which is sent to one person or by a campaign. */
export type MessageValues = ValuesOf<'promotional' | 'transactional'>;
