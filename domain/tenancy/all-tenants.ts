import { tenantId, type TenantId } from '#lib/ids.ts';
import type { Services } from '../context.ts';

/** Returns all tenants, including suspended ones: duties to people do not end with a contract. */
export async function allTenants(services: Pick<Services, 'db'>): Promise<TenantId[]> {
  const rows: { tenant_id: string }[] = await services.db.withJobs((trx) =>
    trx('tenants').orderBy('tenant_id').select('tenant_id'),
  );
  return rows.map((row) => tenantId(row.tenant_id));
}
