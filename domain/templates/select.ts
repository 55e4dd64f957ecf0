import type { Trx } from '#lib/db.ts';
import { notFound } from '#lib/errors.ts';
import type { Context, Services } from '../context.ts';
import {
  channelSchema,
  selectionUse,
  type SelectionQuery,
  type TemplateCategory,
} from './contract.ts';
import { chooseLanguage, type LanguageReason } from './languages.ts';
import { codeText, CODE_LANGUAGES } from './provided/codes.ts';
import { defaultTemplate, inLanguageOf } from './read.ts';

export type Selection = {
  channel: 'sms' | 'email';
  category: TemplateCategory | 'code';
  /** Null for codes, whose texts are fixed. */
  template: { id: string; name: string; version: number; origin: 'provided' | 'user' } | null;
  /** The recipient's and the organisation's locale that were used. */
  locale: string | null;
  organization_locale: string;
  language: string;
  because: LanguageReason;
  /** The available languages. */
  languages: string[];
  subject: string | null;
  body: string;
};

/**
 * Returns the text that a recipient would get without a named template, for one use or for all.
 * @throws AppError not_found (contact)
 */
export const selectTemplates = (
  services: Services,
  ctx: Context,
  { channel, category, locale, contact_id }: SelectionQuery,
): Promise<Selection[]> =>
  services.db.withTenant(ctx, async (trx) => {
    const contact: { locale: string | null } | undefined = contact_id
      ? await trx('contacts').where({ id: contact_id }).first('locale')
      : { locale: null };
    if (!contact) throw notFound('Contact');
    const recipient = locale ?? contact.locale;
    const tenant: { locale: string } = await trx('tenants').first('locale');
    const asked = { locale: recipient, organization_locale: tenant.locale };
    const found: Selection[] = [];
    for (const one of channelSchema.options.filter((c) => !channel || c === channel)) {
      for (const use of selectionUse.options.filter((c) => !category || c === category)) {
        const choice =
          use === 'code' ? codeChoice(one, asked) : await defaultChoice(trx, one, use, recipient);
        if (choice) found.push({ ...asked, channel: one, category: use, ...choice });
      }
    }
    return found;
  });

type Choice = Omit<Selection, 'channel' | 'category' | 'locale' | 'organization_locale'>;

function codeChoice(
  channel: 'sms' | 'email',
  asked: { locale: string | null; organization_locale: string },
): Choice {
  const wanted = { recipient: asked.locale, organization: asked.organization_locale };
  const chosen = chooseLanguage(CODE_LANGUAGES, 'en', wanted);
  const { subject = null, body } = codeText(channel, chosen.language);
  return { ...chosen, template: null, languages: [...CODE_LANGUAGES], subject, body };
}

async function defaultChoice(
  trx: Trx,
  channel: 'sms' | 'email',
  category: TemplateCategory,
  recipient: string | null,
): Promise<Choice | undefined> {
  const found = await defaultTemplate(trx, { channel, category });
  if (!found) return undefined;
  const { id, name, version, origin, language, because, texts, subject, body } = await inLanguageOf(
    trx,
    found,
    recipient,
  );
  const languages = texts.map((text) => text.language);
  return { template: { id, name, version, origin }, language, because, languages, subject, body };
}
