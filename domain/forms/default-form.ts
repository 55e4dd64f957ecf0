import type { Trx } from '#lib/db.ts';
import type { TenantScope } from '#lib/db.ts';
import { DEFAULT_SLUG, type FormSettings } from './contract.ts';
import { languagesFrom } from '../languages.ts';

/**
 * Creates the form behind `/f/{organisation}/opt-in` at its first use: every marketing purpose, both channels, all
 * languages, the organisation's own first. It can be changed and paused, but always exists.
 */
export async function ensureDefaultForm(trx: Trx, scope: TenantScope): Promise<void> {
  const there: unknown = await trx('forms').where({ slug: DEFAULT_SLUG }).first('id');
  if (there) return;
  const { locale }: { locale: string } = await trx('tenants').first('locale');
  await trx('forms')
    .insert({
      tenant_id: scope.tenantId,
      slug: DEFAULT_SLUG,
      name: 'Sign-up',
      settings: JSON.stringify({ ...DEFAULT_SETTINGS, languages: languagesFrom(locale) }),
    })
    .onConflict(trx.raw('(tenant_id, slug) where archived_at is null'))
    .ignore();
}

const DEFAULT_SETTINGS: FormSettings = {
  channels: ['sms', 'email'],
  languages: ['en'],
  texts: {},
  color: null,
  logo_text: null,
  logo_url: null,
  privacy_url: null,
  jurisdiction: null,
  embed_origins: [],
  proof_of_work: true,
  difficulty: 'normal',
};
