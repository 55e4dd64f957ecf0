import type { Trx } from '#lib/db.ts';
import type { TemplateCategory, TemplateSource } from '../templates/contract.ts';
import { chooseLanguage } from '../templates/languages.ts';

type Text = { id: string; language: string; subject: string | null; body: string };

/** Returns the approved version in all its languages; `versionId` is the main one. */
export const approvedTexts = (trx: Trx, versionId: string): Promise<Text[]> =>
  trx('template_versions as v')
    .join('template_versions as m', (on) => {
      on.on('m.tenant_id', 'v.tenant_id')
        .on('m.template_id', 'v.template_id')
        .on('m.version', 'v.version');
    })
    .where('m.id', versionId)
    .orderBy('v.language')
    .select('v.id', 'v.language', 'v.subject', 'v.body');

/**
 * Returns which text each locale of the contacts gets, by the rule for all messages (templates/languages.ts): decided
 * once per locale, not per person.
 */
export async function textsByLocale(
  trx: Trx,
  versionId: string,
): Promise<{ byLocale: Record<string, string>; other: string }> {
  const texts = await approvedTexts(trx, versionId);
  const main = texts.find((text) => text.id === versionId);
  if (!main || texts.length < 2) return { byLocale: {}, other: versionId };
  const tenant: { locale: string } = await trx('tenants').first('locale');
  const languages = texts.map((text) => text.language);
  const textFor = (recipient: string | null): string => {
    const wanted = { recipient, organization: tenant.locale };
    const { language } = chooseLanguage(languages, main.language, wanted);
    return texts.find((text) => text.language === language)?.id ?? versionId;
  };
  const locales: { locale: string }[] = await trx('contacts')
    .distinct('locale')
    .whereNotNull('locale');
  return {
    byLocale: Object.fromEntries(locales.map(({ locale }) => [locale, textFor(locale)])),
    other: textFor(null),
  };
}

/** Returns an approved text of the version. */
export const approvedSource = (
  { language, subject, body }: Text,
  channel: 'sms' | 'email',
  category: TemplateCategory,
): TemplateSource => ({
  channel,
  category,
  language,
  body,
  ...(subject === null ? {} : { subject }),
});
