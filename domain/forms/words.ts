import type { FormLanguage } from '../languages.contract.ts';

export const RIGHT_TO_LEFT: ReadonlySet<string> = new Set(['ar']);

/** The few texts of a form in plain HTML; those of our own pages are in web/public/words. */
export const EMBED_WORDS: Record<
  FormLanguage,
  { phone: string; email: string; send: string; privacy: string }
> = {
  en: {
    phone: 'Your mobile number',
    email: 'Your e-mail address',
    send: 'Sign up',
    privacy: 'Privacy notice',
  },
  ar: {
    phone: 'رقم هاتفك المحمول',
    email: 'بريدك الإلكتروني',
    send: 'اشتراك',
    privacy: 'إشعار الخصوصية',
  },
};
