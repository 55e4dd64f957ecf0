import type { Trx } from '#lib/db.ts';
import { recordAudit } from '../audit/record.ts';
import type { Context, Services } from '../context.ts';
import type { OrganizationPatch } from '../identity/contract.ts';
import { changedSender } from '../senders/settings.ts';
import { getTenant, type Tenant } from '../tenancy/read.ts';

/** Changes the fields that the patch names. @throws AppError not_found, invalid (an unproved sender) */
export async function updateTenant(
  services: Pick<Services, 'db' | 'production'>,
  ctx: Context,
  patch: OrganizationPatch,
): Promise<Tenant> {
  const fields = Object.keys(patch);
  const { postal_address, logo_url, sms_max_segments, sender, ...columns } = patch;
  if (fields.length) {
    await services.db.withTenant(ctx, async (trx) => {
      const changed = {
        ...(postal_address === undefined ? {} : { postal_address }),
        ...(logo_url === undefined ? {} : { logo_url }),
        ...(sms_max_segments === undefined ? {} : { sms_max_segments }),
        ...(sender === undefined
          ? {}
          : { sender: await changedSender(trx, sender, services.production ?? false) }),
      };
      await trx('tenants').update({
        ...columns,
        ...merged(trx, changed),
        updated_at: trx.fn.now(),
      });
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

/** Fields without a column of their own are stored in `settings`. */
const merged = (trx: Trx, changed: object) =>
  Object.keys(changed).length
    ? { settings: trx.raw(`coalesce(settings, '{}') || ?::jsonb`, [JSON.stringify(changed)]) }
    : {};
