import { publishSeals } from '#domain/recovery/publish-seals.ts';
import { BehindItsSeals, MOST_AT_ONCE, sealAudit } from '#domain/audit/seal-audit.ts';
import { noteHandOvers } from '#domain/recovery/hand-overs.ts';
import { recover } from '#domain/recovery/recover.ts';
import { allTenants } from '#domain/tenancy/all-tenants.ts';
import type { ActivityDeps } from '../deps.ts';
import { inEachTenant } from '../in-each-tenant.ts';

/**
 * Seals what every tenant has written, and publishes the seals. If the process is killed, the next run continues: a
 * seal is one transaction, and unpublished seals are published then.
 * @throws {Error} at the end when a tenant could not be sealed; all others were sealed, and the activity is retried
 */
export const createSealAudits =
  (deps: ActivityDeps) => async (): Promise<{ sealed: number; published: number }> => {
    const { services, logger } = deps;
    let published = 0;
    const all = await allTenants(services);
    const how = { what: 'seal an audit log', actor: 'audit-seals' };
    const sealed = await inEachTenant(deps, all, how, async (ctx, done) => {
      try {
        await noteHandOvers(services, ctx);
        for (let count = MOST_AT_ONCE; count === MOST_AT_ONCE; done(count)) {
          count = await sealAudit(services, ctx);
        }
        published += await publishSeals(services, ctx);
      } catch (error) {
        if (!(error instanceof BehindItsSeals)) throw error;
        // The database was restored to an older state while running. Logs an error until the operator decides how
        // to continue (docs/backup.md).
        logger.error({ err: error, tenant_id: ctx.tenantId }, 'the database is behind its seals');
        await recover(services, ctx);
      }
    });
    return { sealed, published };
  };
