import { recordAudit } from '../audit/record.ts';
import type { Context, Services } from '../context.ts';
import type { OrganizationPatch } from '../identity/contract.ts';
import { getTenant, type Tenant } from './provision.ts';

/** Changes the fields that the patch names. @throws AppError not_found */
export async function updateTenant(
  services: Pick<Services, 'db'>,
  ctx: Context,
  patch: OrganizationPatch,
): Promise<Tenant> {
  const fields = Object.keys(patch);
  const { postal_address, ...columns } = patch;
  if (fields.length) {
    await services.db.withTenant(ctx, async (trx) => {
      const settings =
        postal_address === undefined
          ? {}
          : {
              settings: trx.raw(`coalesce(settings, '{}') || jsonb_build_object('postal_address', ?::text)`, [postal_address]), // prettier-ignore
            };
      await trx('tenants').update({ ...columns, ...settings, updated_at: trx.fn.now() });
      await recordAudit(trx, ctx, {
        action: 'organization.updated',
        entityType: 'organization',
        entityId: ctx.tenantId,
        detail: { fields },
      });
    });
  }
  return getTenant(services, ctx);
}
