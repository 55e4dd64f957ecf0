import { Context } from '@temporalio/activity';
import { publishSeals } from '#domain/recovery/publish-seals.ts';
import { BehindItsSeals, MOST_ENTRIES, sealAudit } from '#domain/audit/seal-audit.ts';
import { systemContext } from '#domain/context.ts';
import { noteHandOvers } from '#domain/recovery/hand-overs.ts';
import { recover } from '#domain/recovery/recover.ts';
import { allTenants } from '#domain/tenancy/all-tenants.ts';
import type { ActivityDeps } from '../deps.ts';

/**
 * Seals what every tenant has written, and publishes the seals. If the process is killed, the next run continues: a
 * seal is one transaction, and unpublished seals are published then.
 * @throws {Error} at the end when a tenant could not be sealed; all others were sealed, and the activity is retried
 */
export const createSealAudits =
  ({ services, logger }: ActivityDeps) =>
  async (): Promise<{ sealed: number; published: number }> => {
    const activity = Context.current();
    const done = { sealed: 0, published: 0 };
    let inTrouble = 0;
    for (const tenant of await allTenants(services)) {
      const ctx = systemContext(tenant, 'audit-seals');
      try {
        await noteHandOvers(services, ctx);
        for (let count = MOST_ENTRIES; count === MOST_ENTRIES; done.sealed += count) {
          activity.cancellationSignal.throwIfAborted();
          activity.heartbeat();
          count = await sealAudit(services, ctx);
        }
        done.published += await publishSeals(services, ctx);
      } catch (error) {
        activity.cancellationSignal.throwIfAborted();
        if (error instanceof BehindItsSeals) {
          // The database was restored to an older state while running. Logs an error until the operator decides how
          // to continue (docs/backup.md).
          logger.error({ err: error, tenant_id: tenant }, 'the database is behind its seals');
          await recover(services, ctx);
          continue;
        }
        logger.error({ err: error, tenant_id: tenant }, 'could not seal an audit log');
        inTrouble++;
      }
    }
    if (inTrouble) throw new Error(`not sealed for ${inTrouble} tenants`);
    return done;
  };
