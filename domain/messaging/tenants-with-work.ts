import { tenantId, type TenantId } from '#lib/ids.ts';
import type { Services } from '../context.ts';

/** Tenants with something due in their outbox, the longest waiting first; a bounded look. */
export async function tenantsWithWork(services: Pick<Services, 'db'>): Promise<TenantId[]> {
  const rows: { tenant_id: string }[] = await services.db.withJobs((trx) =>
    trx('outbox')
      .whereRaw('due_at <= now()')
      .groupBy('tenant_id')
      .orderByRaw('min(due_at)')
      .limit(200)
      .select('tenant_id'),
  );
  return rows.map((row) => tenantId(row.tenant_id));
}
