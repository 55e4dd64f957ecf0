import { CATEGORIES, type TemplateSource } from '../contract.ts';
import { MAILS } from './email.ts';
import { TEXTS } from './sms.ts';

export type ProvidedTemplate = TemplateSource & { name: string; language: string };

const TITLES = {
  invite: 'Invitation to confirm',
  confirmation: 'Confirmation',
  transactional: 'Service message',
  promotional: 'News',
  opt_out_confirmation: 'Opt-out confirmed',
  renewal: 'Asking to stay',
} as const;

/** The languages of every provided template; English is the main one. */
export const PROVIDED_LANGUAGES = ['en', 'ar'] as const;

/** The templates that every organisation starts with, in all languages. They are the initial defaults. */
export const PROVIDED: readonly ProvidedTemplate[] = CATEGORIES.flatMap((category) =>
  PROVIDED_LANGUAGES.flatMap((language): ProvidedTemplate[] => {
    const name = TITLES[category];
    return [
      { name, language, category, channel: 'email', ...MAILS[language][category] },
      { name, language, category, channel: 'sms', body: TEXTS[language][category] },
    ];
  }),
);
