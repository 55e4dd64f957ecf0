import { tenantId, type TenantId } from '#lib/ids.ts';
import type { Services } from '../context.ts';

/**
 * Returns tenants with something due in their outbox, a test to a member or a bill to ask for, the longest waiting
 * first; reads a limited number.
 */
export async function tenantsWithWork(services: Pick<Services, 'db'>): Promise<TenantId[]> {
  const rows: { tenant_id: string }[] = await services.db.withJobs((trx) =>
    trx
      .from(
        trx('outbox')
          .whereRaw('due_at <= now()')
          .select('tenant_id', 'due_at')
          .unionAll(
            trx('test_messages').where({ status: 'queued' }).select('tenant_id', 'created_at'),
            trx('bills_due').whereRaw('due_at <= now()').select('tenant_id', 'due_at'),
          )
          .as('due'),
      )
      .groupBy('tenant_id')
      .orderByRaw('min(due_at)')
      .limit(200)
      .select('tenant_id'),
  );
  return rows.map((row) => tenantId(row.tenant_id));
}
