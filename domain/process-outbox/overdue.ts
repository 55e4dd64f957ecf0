import { tenantId, type TenantId } from '#lib/ids.ts';
import { systemContext, type Context, type Services } from '../context.ts';
import { deliver } from './deliver.ts';
import type { Posted } from './post.ts';

type Deps = Pick<Services, 'db' | 'processes'>;

/** Whoever posted something delivers it within this time, or has died. In seconds. */
const GRACE_S = 30;
const TENANTS = 200;
const AT_ONCE = 500;

/**
 * Gives Temporal what was posted and has not arrived: the process that posted it died, or Temporal was away. Bounded;
 * call it again while it returns something.
 * @returns how many arrived
 */
export async function deliverOverdue(services: Deps): Promise<number> {
  let arrived = 0;
  for (const tenant of await tenantsWithOverdue(services)) {
    arrived += await deliverOverdueOf(services, systemContext(tenant, 'process-outbox'));
  }
  return arrived;
}

/** The same for one tenant. @param graceS how long whoever posted something has for delivering it */
export async function deliverOverdueOf(
  services: Deps,
  ctx: Context,
  graceS = GRACE_S,
): Promise<number> {
  const posted = await services.db.withTenant(ctx, (trx) =>
    trx('process_outbox')
      .whereRaw(`posted_at < clock_timestamp() - ? * interval '1 second'`, [graceS])
      .orderBy(['posted_at', 'id'])
      .limit(AT_ONCE)
      .select<Posted[]>('id', 'workflow_id as workflowId', 'process', 'signal', 'detail', 'again'),
  );
  return deliver(services, ctx, posted);
}

async function tenantsWithOverdue({ db }: Deps): Promise<TenantId[]> {
  const rows: { tenant_id: string }[] = await db.withJobs((trx) =>
    trx('process_outbox')
      .whereRaw(`posted_at < clock_timestamp() - ? * interval '1 second'`, [GRACE_S])
      .groupBy('tenant_id')
      .orderByRaw('min(posted_at)')
      .limit(TENANTS)
      .select('tenant_id'),
  );
  return rows.map((row) => tenantId(row.tenant_id));
}
