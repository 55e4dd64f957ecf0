import { assertAccessKnown } from '#domain/recovery/assert-access-known.ts';
import type { Services } from '#domain/context.ts';
import type { TenantId } from '#lib/ids.ts';

/** Blocks an organisation until its rows in the database are known to be up to date. */
export type AccessGate = {
  /**
   * Checks once in the life of this process. When an older database is restored under a running process, the workers
   * notice it within a minute.
   * @returns true when this call did the check: data that was read before may have been removed meanwhile
   * @throws {AppError} unavailable
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
