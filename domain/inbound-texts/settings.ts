import type { Trx } from '#lib/db.ts';
import { recordAudit } from '../audit/record.ts';
import type { Context, Services } from '../context.ts';
import { DEFAULT_SETTINGS, type ConsentSettings } from './settings.contract.ts';

/** Returns the settings of the transaction's tenant. */
export async function settingsOf(trx: Trx): Promise<ConsentSettings> {
  const row: ConsentSettings | undefined = await trx('consent_settings').first(
    'revoke_all',
    'revoke_across_channels',
    'yes_opts_in',
    'provider_confirms_stop',
    'provider_answers_help',
  );
  return row ?? DEFAULT_SETTINGS;
}

/** Returns the settings of a tenant. */
export const getConsentSettings = (services: Services, ctx: Context): Promise<ConsentSettings> =>
  services.db.withTenant(ctx, settingsOf);

/** Changes the given fields. Earlier withdrawals are not affected. */
export async function updateConsentSettings(
  services: Services,
  ctx: Context,
  patch: Partial<ConsentSettings>,
): Promise<ConsentSettings> {
  return services.db.withTenant(ctx, async (trx) => {
    const fields = Object.keys(patch);
    if (!fields.length) return settingsOf(trx);
    await trx('consent_settings')
      .insert({ tenant_id: ctx.tenantId, ...DEFAULT_SETTINGS, ...patch })
      .onConflict('tenant_id')
      .merge({ ...patch, updated_at: trx.fn.now() });
    await recordAudit(trx, ctx, {
      action: 'consent_settings.updated',
      entityType: 'organization',
      entityId: ctx.tenantId,
      detail: patch,
    });
    return settingsOf(trx);
  });
}
