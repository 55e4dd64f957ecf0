import { Context } from '@temporalio/activity';
import { systemContext } from '#domain/context.ts';
import { countEncrypted } from '#domain/keys/count.ts';
import { allTenants } from '#domain/tenancy/all-tenants.ts';
import type { ActivityDeps } from '../deps.ts';

/** No version has this number: everything is counted, and nothing is asked about one of them. */
const NO_VERSION = 0;

/**
 * Counts what is sealed with which key, one tenant after the other. A count that is there stays until it is
 * replaced by the next one, table by table; so a worker that dies loses nothing, and it begins anew.
 * @throws Error at the end when a tenant could not be counted: the others have been, and it is tried again
 */
export const createCountKeys =
  ({ services, logger }: Pick<ActivityDeps, 'services' | 'logger'>) =>
  async (): Promise<{ counted: number }> => {
    const activity = Context.current();
    // A table of many millions is counted by one statement.
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
          logger.error({ err: error, tenant_id: tenant }, 'could not count what keys have sealed');
          inTrouble++;
        }
      }
    } finally {
      clearInterval(alive);
    }
    if (inTrouble) throw new Error(`not counted for ${inTrouble} tenants`);
    return { counted };
  };
