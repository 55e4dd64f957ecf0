import { newId } from '#lib/ids.ts';
import { purposeNamed } from '../purposes/purposes.ts';
import type { Context, Services } from '../context.ts';
import { getTenant } from '../tenancy/read.ts';
import type { NewForm, Shown } from './contract.ts';
import type { FormLanguage } from '../languages.contract.ts';
import { asksFor } from './asks.ts';
import { askedFor, whatIsShown } from './public-form.ts';

/** Returns what visitors would see of an unsaved form. @throws AppError invalid (purposes) */
export async function previewForm(
  services: Services,
  ctx: Context,
  draft: Omit<NewForm, 'name' | 'slug'>,
  target: { channel: 'sms' | 'email'; language: FormLanguage },
): Promise<Shown> {
  const tenant = await getTenant(services, ctx);
  return services.db.withTenant(ctx, async (trx) => {
    const id = newId();
    const asks = asksFor(draft);
    const purposes = [];
    for (const [i, ref] of (draft.purposes ?? []).entries()) {
      purposes.push(await purposeNamed(trx, ref, `purposes.${i}`));
    }
    const form = {
      ...draft,
      id,
      slug: 'preview',
      version: 0,
      purposes: asks === 'named' ? purposes : await askedFor(trx, { id, asks }),
    };
    return whatIsShown(trx, tenant, form, target);
  });
}
