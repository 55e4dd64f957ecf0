import { systemContext, type Services } from '../context.ts';
import { allTenants } from '../tenancy/all-tenants.ts';
import { latestRecovery } from '../recovery/begin-recovery.ts';
import { startOpenProcesses } from './open-processes.ts';

/**
 * Restarts what is open in the ledger where its processes may be lost: after a recovery, or with a new, empty
 * Temporal. Workers call it at their start, before they take any work.
 * @returns how many processes there were
 * @throws AppError `unavailable` while Temporal cannot be reached
 */
export async function resumeAll(services: Services): Promise<number> {
  const strangers = (await services.processes.describe('dispatcher')) === null;
  let count = 0;
  for (const tenant of await allTenants(services)) {
    const ctx = systemContext(tenant, 'recovery');
    const latest = await services.db.withTenant(ctx, latestRecovery);
    const recovered = latest !== null && latest.finished_at !== null && latest.resumed_at === null;
    if (!strangers && !recovered) continue;
    count += await startOpenProcesses(services, ctx);
    if (!recovered) continue;
    await services.db.withTenant(ctx, (trx) =>
      trx('recoveries').where({ id: latest.id }).update({ resumed_at: trx.fn.now() }),
    );
  }
  return count;
}
