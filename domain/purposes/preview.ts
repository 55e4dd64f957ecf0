import type { Context, Services } from '../context.ts';
import { FORM_LANGUAGES, type FormLanguage } from '../languages.contract.ts';
import { optInWording } from './wording.ts';
import { getTenant } from '../tenancy/read.ts';
import { purposeIn, type PurposeTexts } from './purpose-words.ts';
import { purposeNamed } from './purposes.ts';
import { wordingInForce } from './wordings.ts';

export type PurposePreview = {
  language: FormLanguage;
  name: string;
  description: string;
  /** The wording beside its box: the published one in force, else our default with this name. */
  wording: string;
};

/**
 * Renders an unsaved purpose in each language of the public pages.
 * @param shown.purpose the existing purpose, whose published wordings are used
 * @throws AppError invalid (purpose)
 */
export async function previewPurpose(
  services: Services,
  ctx: Context,
  draft: Omit<PurposeTexts, 'language'> & { language?: string | undefined },
  shown: { channel: 'sms' | 'email'; purpose?: string | undefined },
): Promise<PurposePreview[]> {
  const { name: organization, locale } = await getTenant(services, ctx);
  const texts = { ...draft, language: draft.language ?? locale };
  const { channel } = shown;
  return services.db.withTenant(ctx, async (trx) => {
    const saved = shown.purpose === undefined ? null : await purposeNamed(trx, shown.purpose);
    const pages: PurposePreview[] = [];
    for (const language of FORM_LANGUAGES) {
      const own = saved && (await wordingInForce(trx, { purposeId: saved.id, channel, language }));
      const { name, description } = purposeIn(texts, language);
      const wording = own?.text ?? optInWording(organization, name, { channel, language });
      pages.push({ language, name, description, wording });
    }
    return pages;
  });
}
