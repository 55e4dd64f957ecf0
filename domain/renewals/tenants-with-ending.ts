import { tenantId, type TenantId } from '#lib/ids.ts';
import type { Services } from '../context.ts';

/** Longest time before the end of a consent at which its person is asked (api/routes/purposes.ts), in days. */
export const LONGEST_NOTICE_DAYS = 365;

/** Returns tenants with consents that end within the longest notice, or have ended. */
export async function tenantsWithEnding(services: Pick<Services, 'db'>): Promise<TenantId[]> {
  const rows: { tenant_id: string }[] = await services.db.withJobs((trx) =>
    trx('consents')
      .whereRaw(`expires_at <= now() + ? * interval '1 day'`, [LONGEST_NOTICE_DAYS])
      .distinct('tenant_id'),
  );
  return rows.map((row) => tenantId(row.tenant_id));
}
