import { Context } from '@temporalio/activity';
import { publishSeals } from '#domain/recovery/publish-seals.ts';
import { BehindItsSeals, MOST_ENTRIES, sealAudit } from '#domain/audit/seal-audit.ts';
import { systemContext } from '#domain/context.ts';
import { noteHandOvers } from '#domain/recovery/hand-overs.ts';
import { recover } from '#domain/recovery/recover.ts';
import { allTenants } from '#domain/tenancy/all-tenants.ts';
import type { ActivityDeps } from '../deps.ts';

/**
 * Seals what every tenant has written, and publishes it. Killed anywhere, the next run goes on: a seal is
 * one transaction, and what is sealed and not yet outside is published then.
 * @throws Error at the end when a tenant could not be sealed: the others have been, and it is tried again
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
          // Put back under our feet: whoever runs it is told until they say how it goes on (docs/backup.md).
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
