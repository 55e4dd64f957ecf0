import { tenantId } from '#lib/ids.ts';
import type { TenantScope } from '#lib/db.ts';
import type { Services } from '../context.ts';
import { workflowId } from '../processes.ts';

type Deps = Pick<Services, 'db' | 'processes'>;

/** Starts the clock of a review that is committed. Should that fail, `startForgottenReviews` does it. */
export async function startReview(
  services: Deps,
  scope: TenantScope,
  review: { id: string },
): Promise<void> {
  const { tenantId } = scope;
  const started = await services.processes
    .start('review', workflowId('review', tenantId, review.id), { tenantId, id: review.id })
    .then(
      () => true,
      () => false,
    );
  if (!started) return;
  await services.db.withTenant(scope, (trx) =>
    trx('consent_reviews').where({ id: review.id }).update({ started_at: trx.fn.now() }),
  );
}

/**
 * Starts the clocks that were not started because Temporal was away, of every tenant: no legal end may be
 * missed for that. Workers call it now and then.
 * @returns how many it tried
 */
export async function startForgottenReviews(services: Deps): Promise<number> {
  const rows: { tenant_id: string; id: string }[] = await services.db.withJobs((trx) =>
    trx('consent_reviews')
      .where({ status: 'open' })
      .whereNull('started_at')
      .limit(500)
      .select('tenant_id', 'id'),
  );
  for (const { tenant_id, id } of rows) {
    await startReview(services, { tenantId: tenantId(tenant_id) }, { id });
  }
  return rows.length;
}
