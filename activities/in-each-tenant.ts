import { Context as Activity } from '@temporalio/activity';
import { systemContext, type Context } from '#domain/context.ts';
import type { TenantId } from '#lib/ids.ts';
import type { ActivityDeps } from './deps.ts';
import { withHeartbeat } from './heartbeat.ts';

/** Progress through the tenants, in the heartbeats. */
export type TenantsProgress = { tenants: number; done: number };

/**
 * Works for one tenant after the other. One that fails does not delay the others. The activity fails at the end, so
 * that it is retried; what was done for the others stays.
 * @param what what the log names when it fails for a tenant: "could not …"
 * @param actor the actor of what is done
 * @param work calls `done` with each count it has processed, which is also where it may be stopped
 * @returns how much was done for all tenants
 * @throws {Error} at the end when a tenant failed
 */
export const inEachTenant = (
  { logger }: Pick<ActivityDeps, 'logger'>,
  tenants: readonly TenantId[],
  { what, actor }: { what: string; actor: string },
  work: (ctx: Context, done: (count: number) => void) => Promise<void>,
): Promise<number> =>
  withHeartbeat<number, TenantsProgress>(async (heartbeat) => {
    const progress = { tenants: 0, done: 0 };
    let failed = 0;
    for (const tenant of tenants) {
      heartbeat(progress);
      try {
        await work(systemContext(tenant, actor), (count) => {
          progress.done += count;
          heartbeat(progress);
        });
      } catch (error) {
        Activity.current().cancellationSignal.throwIfAborted();
        logger.error({ err: error, tenant_id: tenant }, `could not ${what}`);
        failed++;
      }
      progress.tenants++;
    }
    if (failed) throw new Error(`could not ${what} for ${failed} tenants`);
    return progress.done;
  });
