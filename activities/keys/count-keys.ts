import { countEncrypted } from '#domain/keys/count.ts';
import { allTenants } from '#domain/tenancy/all-tenants.ts';
import type { ActivityDeps } from '../deps.ts';
import { inEachTenant } from '../in-each-tenant.ts';

/** A version that no key has: all versions are counted, and none is asked for in particular. */
const NO_VERSION = 0;

/**
 * Counts the encrypted values of each key version, one tenant after the other. An old count stays until the next one
 * replaces it, table by table; so a worker that dies loses nothing, and the next attempt starts again.
 * @throws {Error} at the end when a tenant could not be counted; all others were counted, and the activity is retried
 */
export const createCountKeys =
  (deps: Pick<ActivityDeps, 'services' | 'logger'>) => async (): Promise<{ counted: number }> => {
    const { services } = deps;
    const all = await allTenants(services);
    const how = { what: 'count encrypted values', actor: 'key-counts' };
    const counted = await inEachTenant(deps, all, how, async (ctx, done) => {
      await countEncrypted(services, ctx, NO_VERSION);
      done(1);
    });
    return { counted };
  };
