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
  /** The words beside its box: those in force, else ours with this name in them. */
  wording: string;
};

/**
 * A purpose that is not saved, in each language of the public pages.
 * @param place.purpose the one it will be, whose published words count
 * @throws AppError invalid (purpose)
 */
export async function previewPurpose(
  services: Services,
  ctx: Context,
  draft: Omit<PurposeTexts, 'language'> & { language?: string | undefined },
  place: { channel: 'sms' | 'email'; purpose?: string | undefined },
): Promise<PurposePreview[]> {
  const { name: organization, locale } = await getTenant(services, ctx);
  const texts = { ...draft, language: draft.language ?? locale };
  const { channel } = place;
  return services.db.withTenant(ctx, async (trx) => {
    const saved = place.purpose === undefined ? null : await purposeNamed(trx, place.purpose);
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
