import type { OrganizationView } from '#domain/identity/contract.ts';
import type { Tenant } from '#domain/tenancy/read.ts';

/** The tenant as the API shows it. */
export const organizationViewOf = ({ tenant_id, ...tenant }: Tenant): OrganizationView => ({
  id: tenant_id,
  ...tenant,
});
