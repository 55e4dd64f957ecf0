import type { Trx } from '#lib/db.ts';
import type { Purpose } from '#models/purpose.ts';
import { purposeNameIn } from '../purposes/purpose-words.ts';
import { FORM_LANGUAGES, type FormLanguage } from '../languages.contract.ts';
import { chooseLanguage } from '../templates/languages.ts';

/** Returns the consent wording a person sees before a message may go, in their language. */
export async function askedWords(
  trx: Trx,
  purpose: Purpose,
  person: { contactId: string | null; channel: 'sms' | 'email' },
): Promise<{ wording: string; language: FormLanguage }> {
  const contact: { locale: string | null } | undefined = person.contactId
    ? await trx('contacts').where({ id: person.contactId }).first('locale')
    : undefined;
  const tenant: { locale: string } = await trx('tenants').first('locale');
  const chosen = chooseLanguage(FORM_LANGUAGES, 'en', {
    recipient: contact?.locale,
    organization: tenant.locale,
  });
  const language = FORM_LANGUAGES.find((one) => one === chosen.language) ?? 'en';
  return { wording: WORDS[language][person.channel](purposeNameIn(purpose, language)), language };
}

const WORDS: Record<FormLanguage, Record<'sms' | 'email', (purpose: string) => string>> = {
  en: {
    sms: (purpose) => `I want to receive "${purpose}" by text message.`,
    email: (purpose) => `I want to receive "${purpose}" by e-mail.`,
  },
  ar: {
    sms: (purpose) => `أرغب في استلام «${purpose}» عبر الرسائل النصية.`,
    email: (purpose) => `أرغب في استلام «${purpose}» عبر البريد الإلكتروني.`,
  },
};
