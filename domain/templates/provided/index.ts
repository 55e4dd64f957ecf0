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

/** Every template each organisation starts with. The English ones are the defaults. */
export const PROVIDED: readonly ProvidedTemplate[] = CATEGORIES.flatMap((category) =>
  (['en', 'ar'] as const).flatMap((language): ProvidedTemplate[] => {
    const name = language === 'en' ? TITLES[category] : `${TITLES[category]} (Arabic)`;
    return [
      { name, language, category, channel: 'email', ...MAILS[language][category] },
      { name, language, category, channel: 'sms', body: TEXTS[language][category] },
    ];
  }),
);
