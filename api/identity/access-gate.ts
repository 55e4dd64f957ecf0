import { assertAccessKnown } from '#domain/recovery/assert-access-known.ts';
import type { Services } from '#domain/context.ts';
import type { TenantId } from '#lib/ids.ts';

/** Lets organisations in whose database is known to be of now. */
export type AccessGate = {
  /**
   * Looks once in the life of this process: a database that is put back under a running one is noticed by the
   * workers, within a minute.
   * @returns true when it was looked up just now: what was read before may have been taken away meanwhile
   * @throws AppError unavailable
   */
  pass(tenantId: TenantId): Promise<boolean>;
};

export function createAccessGate(services: Services): AccessGate {
  const known = new Set<TenantId>();
  const looking = new Map<TenantId, Promise<void>>();
  return {
    async pass(tenantId) {
      if (known.has(tenantId)) return false;
      const look = looking.get(tenantId) ?? assertAccessKnown(services, { tenantId });
      looking.set(tenantId, look);
      await look.finally(() => looking.delete(tenantId));
      known.add(tenantId);
      return true;
    },
  };
}
