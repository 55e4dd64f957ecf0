import { tenantId, type TenantId } from '#lib/ids.ts';
import { systemContext, type Context, type Services } from '../context.ts';
import { deliver, forgetDelivered } from './deliver.ts';
import type { Posted } from './post.ts';

type Deps = Pick<Services, 'db' | 'processes'>;

/** A process that posted something delivers it within this time, or has died. In seconds. */
const GRACE_S = 30;
const TENANTS = 200;
const AT_ONCE = 500;

/**
 * Delivers to Temporal what was posted and not delivered: the posting process died, or Temporal could not be reached.
 * The work per call is bounded; call it again while it returns more than 0.
 * @returns how many were delivered
 */
export async function deliverOverdue(services: Deps): Promise<number> {
  let arrived = 0;
  for (const tenant of await tenantsWithOverdue(services)) {
    arrived += await deliverOverdueOf(services, systemContext(tenant, 'process-outbox'));
  }
  return arrived;
}

/** Delivers the overdue items of one tenant. @param graceS seconds that the posting process has for its own delivery */
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
  const arrived = await deliver(services, posted);
  await forgetDelivered(services, ctx, arrived);
  return arrived.length;
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
