import { tenantId, type TenantId } from '#lib/ids.ts';
import { prepared } from '#lib/prepared.ts';
import type { Services } from '../context.ts';

/** A tenant with something due. */
export type Work = {
  tenantId: TenantId;
  /** Whether members wait for tests. */
  tests: boolean;
  /** Whether the provider is to be asked for the price of texts. */
  bills: boolean;
};

/**
 * Returns tenants with something due in their outbox, a test to a member or a bill to ask for, the longest waiting
 * first; reads a limited number.
 */
export async function tenantsWithWork(services: Pick<Services, 'db'>): Promise<Work[]> {
  const { rows } = await services.db.withJobs((trx) =>
    prepared<{ tenant_id: string; tests: boolean; bills: boolean }>(
      trx,
      `select tenant_id, bool_or(kind = 'test') as tests, bool_or(kind = 'bill') as bills
       from (
         select tenant_id, due_at, 'message' as kind from outbox where due_at <= now()
         union all select tenant_id, created_at, 'test' from test_messages where status = 'queued'
         union all select tenant_id, due_at, 'bill' from bills_due where due_at <= now()
       ) due
       group by tenant_id order by min(due_at) limit 200`,
    ),
  );
  return rows.map(({ tenant_id, ...kinds }) => ({ tenantId: tenantId(tenant_id), ...kinds }));
}
