import type { Context } from '#domain/context.ts';
import type { OrganizationPatch, OrganizationView } from '#domain/identity/contract.ts';
import { updateTenant } from '#domain/organizations/update.ts';
import type { IdentityDeps } from './deps.ts';
import { organizationViewOf } from './views.ts';

/** Changes the tenant. Its name is also stored in the identity library's organisation. */
export async function updateOrganization(
  deps: IdentityDeps,
  ctx: Context,
  patch: OrganizationPatch,
): Promise<OrganizationView> {
  const tenant = await updateTenant(deps.services, ctx, patch);
  if (patch.name !== undefined) {
    await deps.sql('organization').where({ id: ctx.tenantId }).update({ name: tenant.name });
  }
  return organizationViewOf(tenant);
}
