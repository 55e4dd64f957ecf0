import { Context } from '@temporalio/activity';
import { systemContext } from '#domain/context.ts';
import { countEncrypted } from '#domain/keys/count.ts';
import { allTenants } from '#domain/tenancy/all-tenants.ts';
import type { ActivityDeps } from '../deps.ts';

/** A version that no key has: all versions are counted, and none is asked for in particular. */
const NO_VERSION = 0;

/**
 * Counts the encrypted values of each key version, one tenant after the other. An old count stays until the next one
 * replaces it, table by table; so a worker that dies loses nothing, and the next attempt starts again.
 * @throws {Error} at the end when a tenant could not be counted; all others were counted, and the activity is retried
 */
export const createCountKeys =
  ({ services, logger }: Pick<ActivityDeps, 'services' | 'logger'>) =>
  async (): Promise<{ counted: number }> => {
    const activity = Context.current();
    // Heartbeats by a timer, because one statement may count a table of many millions of rows.
    let counted = 0;
    const alive = setInterval(() => activity.heartbeat({ counted }), 10_000);
    let inTrouble = 0;
    try {
      for (const tenant of await allTenants(services)) {
        activity.cancellationSignal.throwIfAborted();
        try {
          await countEncrypted(services, systemContext(tenant, 'key-counts'), NO_VERSION);
          counted++;
        } catch (error) {
          logger.error({ err: error, tenant_id: tenant }, 'could not count encrypted values');
          inTrouble++;
        }
      }
    } finally {
      clearInterval(alive);
    }
    if (inTrouble) throw new Error(`not counted for ${inTrouble} tenants`);
    return { counted };
  };
