import { invalidField } from '#lib/errors.ts';
import { recordAudit } from '../audit/record.ts';
import type { Context, Services } from '../context.ts';
import { readSettings, type SettingsView } from './read-settings.ts';
import type { SettingsPatch } from './settings.contract.ts';

/**
 * Changes the limits that the patch names. @throws AppError invalid (its currency differs from that of the rate
 * cards)
 */
export async function changeSettings(
  services: Services,
  ctx: Context,
  patch: SettingsPatch,
): Promise<SettingsView> {
  const fields = Object.keys(patch);
  if (fields.length) {
    await services.db.withTenant(ctx, async (trx) => {
      if (patch.currency) {
        const other = await trx('rate_cards').whereNot('currency', patch.currency).first('id');
        if (other) {
          throw invalidField('currency', 'is not the currency of your prices; remove them first');
        }
      }
      await trx('verification_settings')
        .insert({ tenant_id: ctx.tenantId, ...patch, updated_at: trx.fn.now() })
        .onConflict('tenant_id')
        .merge();
      await recordAudit(trx, ctx, {
        action: 'verification_settings.updated',
        entityType: 'verification_settings',
        entityId: ctx.tenantId,
        detail: { ...patch },
      });
    });
  }
  return readSettings(services, ctx);
}
