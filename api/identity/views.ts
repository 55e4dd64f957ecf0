import type { OrganizationView } from '#domain/identity/contract.ts';
import type { Tenant } from '#domain/tenancy/read.ts';

/** Returns the tenant as the API shows it. */
export const organizationViewOf = ({ tenant_id, ...tenant }: Tenant): OrganizationView => ({
  id: tenant_id,
  ...tenant,
});
