import type { Trx } from '#lib/db.ts';
import type { PublicTenant } from './public-forms.ts';
import { purposeIn, type PurposeTexts } from '../purposes/purpose-words.ts';
import { wordingInForce } from '../purposes/wordings.ts';
import type { Services } from '../context.ts';
import {
  DEFAULT_SLUG,
  formSettings,
  type FormAsks,
  type FormSettings,
  type Shown,
} from './contract.ts';
import type { FormLanguage } from '../languages.contract.ts';
import { ensureDefaultForm } from './default-form.ts';
import { formAt } from './read.ts';
import { optInWording } from '../purposes/wording.ts';

/** A form with what its public page needs. */
export type PublicForm = FormSettings & {
  id: string;
  slug: string;
  version: number;
  purposes: (PurposeTexts & { id: string; key: string })[];
};

/** Returns the form in use at a public address; null when there is none, or it is paused. */
export const publicForm = (
  services: Services,
  tenant: PublicTenant,
  slug: string,
): Promise<PublicForm | null> =>
  services.db.withTenant(tenant, async (trx) => {
    if (slug === DEFAULT_SLUG) await ensureDefaultForm(trx, tenant);
    const row = await formAt(trx, slug);
    if (!row?.active) return null;
    return {
      id: row.id,
      slug: row.slug,
      version: row.version,
      ...formSettings.parse(row.settings),
      purposes: await askedFor(trx, row),
    };
  });

const PURPOSE = ['p.id', 'p.key', 'p.name', 'p.description', 'p.language', 'p.translations'];

/** Returns the purposes it names, in order; or every current marketing purpose. */
export const askedFor = (
  trx: Trx,
  form: { id: string; asks: FormAsks },
): Promise<PublicForm['purposes']> =>
  form.asks === 'every_marketing'
    ? trx('purposes as p').where({ category: 'marketing' }).orderBy('p.created_at').select(PURPOSE)
    : trx('purposes as p')
        .join('form_purposes as fp', (on) => {
          on.on('fp.tenant_id', 'p.tenant_id').on('fp.purpose_id', 'p.id');
        })
        .where('fp.form_id', form.id)
        .orderBy('fp.position')
        .select(PURPOSE);

/** Returns what a visitor with this channel and language is shown. */
export async function whatIsShown(
  trx: Trx,
  tenant: { name: string },
  form: PublicForm,
  target: { channel: 'sms' | 'email'; language: FormLanguage },
): Promise<Shown> {
  const text = form.texts[target.language];
  const boxes: Shown['boxes'] = [];
  for (const { id, key, ...texts } of form.purposes) {
    const { name, description } = purposeIn(texts, target.language);
    // The organisation's own wording where it has published one, else the provided one.
    const own = await wordingInForce(trx, { purposeId: id, ...target });
    boxes.push({
      purpose: key,
      name,
      description,
      wording: own?.text ?? optInWording(tenant.name, name, target),
    });
  }
  return {
    organization: tenant.name,
    form: { id: form.id, slug: form.slug, version: form.version },
    language: target.language,
    channel: target.channel,
    title: text?.title ?? '',
    intro: text?.intro ?? '',
    privacy_url: form.privacy_url,
    boxes,
  };
}

/** Returns the language of a page: the requested one, else the browser's, else the form's first. */
export function languageFor(
  offered: readonly FormLanguage[],
  wish: { asked?: string | null; acceptLanguage?: string },
): FormLanguage {
  const [first = 'en' as const] = offered;
  const wanted = [wish.asked ?? '', ...(wish.acceptLanguage ?? '').split(',')]
    .map((one) => one.trim().slice(0, 2).toLowerCase())
    .filter(Boolean);
  for (const one of wanted) {
    const found = offered.find((language) => language === one);
    if (found) return found;
  }
  return first;
}
