import type { TemplateCategory, TemplateVariables } from './contract.ts';
import { filledIn } from './values.contract.ts';

/** A sample value for every name. */
export const SAMPLE: Required<TemplateVariables> = {
  contact: {
    name: 'Amina Khalil',
    first_name: 'Amina',
    email: 'amina@example.com',
    phone: '+96550000001',
    locale: 'en',
    fields: {},
  },
  organization: { name: 'Your organization', color: '#0b6e4f', address: '', logo: '' },
  purpose: { name: 'News and offers' },
  variables: {},
  unsubscribe_url: 'https://example.com/u/sample',
  preferences_url: 'https://example.com/p/sample',
  opt_out: 'Reply STOP to opt out',
  wording: 'I want to receive "News and offers" by e-mail.',
  code: '123456',
  expires_minutes: 10,
  confirm_url: 'https://example.com/confirm/sample',
  renew_url: 'https://example.com/k/sample',
  receipt_url: 'https://example.com/r/sample',
  ends_on: '31 December 2026',
  tracked: {},
};

/** Returns sample values for previews without a recipient: only those that a text of this category gets. */
export const sampleOf = (category: TemplateCategory): TemplateVariables => {
  const names: ReadonlySet<string> = new Set(filledIn(category));
  return Object.fromEntries(Object.entries(SAMPLE).filter(([name]) => names.has(name)));
};
