import type { TemplateCategory, TemplateVariables } from './contract.ts';
import { filledIn } from './values.contract.ts';

/** A value for every name there is. */
export const SAMPLE: Required<TemplateVariables> = {
  contact: {
    name: 'Amina Khalil',
    first_name: 'Amina',
    email: 'amina@example.com',
    phone: '+96550000001',
    locale: 'en',
    fields: {},
  },
  organization: { name: 'Your organisation', color: '#0b6e4f', address: '', logo: '' },
  purpose: { name: 'News and offers' },
  variables: {},
  unsubscribe_url: 'https://example.com/u/sample',
  preferences_url: 'https://example.com/p/sample',
  opt_out: 'Reply STOP to opt out',
  code: '123456',
  expires_minutes: 10,
  confirm_url: 'https://example.com/confirm/sample',
  renew_url: 'https://example.com/k/sample',
  receipt_url: 'https://example.com/r/sample',
  ends_on: '31 December 2026',
  tracked: {},
};

/** Values for looking at a text without a recipient: those that a text of this use gets, and no others. */
export const sampleOf = (category: TemplateCategory): TemplateVariables => {
  const names: ReadonlySet<string> = new Set(filledIn(category));
  return Object.fromEntries(Object.entries(SAMPLE).filter(([name]) => names.has(name)));
};
