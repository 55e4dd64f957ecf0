import type { Trx } from '#lib/db.ts';
import type { Purpose } from '#models/purpose.ts';
import { purposeNameIn } from '../purposes/purpose-words.ts';
import { defaultTemplateFor } from '../templates/read.ts';
import { compileTemplate } from '../templates/render.ts';
import type { ValuesOf } from '../templates/values.contract.ts';
import { organizationVariables, strangerVariables } from '../templates/variables.ts';
import { sourceOf } from '../templates/view.ts';
import { CODE_TTL_MS } from '../verification/rules.ts';
import { FORM_LANGUAGES, type FormLanguage } from '../languages.contract.ts';
import { chooseLanguage } from '../templates/languages.ts';

/**
 * Returns the consent wording a person sees before a message may go, in their language: a sentence that the mail and
 * the page to confirm show, or the text message itself.
 */
export async function askedWords(
  trx: Trx,
  purpose: Purpose,
  person: { contactId: string | null; channel: 'sms' | 'email' },
): Promise<{ wording: string; language: string }> {
  const contact: { locale: string | null } | undefined = person.contactId
    ? await trx('contacts').where({ id: person.contactId }).first('locale')
    : undefined;
  const tenant: { locale: string } = await trx('tenants').first('locale');
  const chosen = chooseLanguage(FORM_LANGUAGES, 'en', {
    recipient: contact?.locale,
    organization: tenant.locale,
  });
  const language = FORM_LANGUAGES.find((one) => one === chosen.language) ?? 'en';
  const words = { wording: WORDS[language][person.channel](purposeNameIn(purpose, language)), language }; // prettier-ignore
  return person.channel === 'sms'
    ? ((await textRead(trx, purpose, contact?.locale ?? undefined)) ?? words)
    : words;
}

/**
 * Returns the text that asks on a phone, without its code and link, which are secret, and without values of the
 * contact, because a wording is kept for good. Null for a text that shows the recorded wording itself.
 */
async function textRead(
  trx: Trx,
  purpose: Purpose,
  locale: string | undefined,
): Promise<{ wording: string; language: string } | null> {
  const use = { channel: 'sms', category: 'invite' } as const;
  const template = await defaultTemplateFor(trx, use, locale);
  if (!template) return null;
  const source = sourceOf(template);
  const text = compileTemplate(source);
  if (text.variables.includes('wording')) return null;
  const language = source.language ?? 'en';
  const values: ValuesOf<'invite'> = {
    organization: await organizationVariables(trx),
    contact: strangerVariables(),
    purpose: { name: purposeNameIn(purpose, language) },
    wording: '',
    code: LEFT_OUT,
    confirm_url: LEFT_OUT,
    expires_minutes: CODE_TTL_MS / 60_000,
  };
  const options = { allowMissing: true, unbounded: true };
  return { wording: text.render(values, options).text, language };
}

/** Stands for a secret in a recorded text. */
const LEFT_OUT = '••••••';

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
