import { Context as Activity } from '@temporalio/activity';
import { expireCohort } from '#domain/renewals/expire-cohort.ts';
import { renewCohort } from '#domain/renewals/renew-cohort.ts';
import { tenantsWithEnding } from '#domain/renewals/tenants-with-ending.ts';
import { nameNumbers, tenantsToName } from '#domain/verification/name-numbers.ts';
import { reindexNames, tenantsToReindex } from '#domain/contacts/reindex-names.ts';
import { systemContext, type Context, type Services } from '#domain/context.ts';
import type { TenantId } from '#lib/ids.ts';
import type { ActivityDeps } from '../deps.ts';

type Cohort = {
  /** Name for the log. */
  what: string;
  tenants(services: Services): Promise<TenantId[]>;
  /**
   * Processes up to `limit` rows; fewer means that nothing more is due.
   * @returns how many
   */
  chunk(services: Services, ctx: Context, limit: number): Promise<number>;
  limit: number;
};

/** Ends consents whose time is over. */
export const createExpireConsents = (deps: ActivityDeps): (() => Promise<number>) =>
  inEachTenant(deps, {
    what: 'consents that end',
    tenants: tenantsWithEnding,
    chunk: expireCohort,
    limit: 500,
  });

/** Asks people whose consent ends soon to renew it. */
export const createAskToStay = (deps: ActivityDeps): (() => Promise<number>) =>
  inEachTenant(deps, {
    what: 'consents that end soon',
    tenants: tenantsWithEnding,
    chunk: renewCohort,
    limit: 200,
  });

/** Adds phone numbers to the index of their owners, which only a process with the keys can compute. */
export const createIndexNumbers = (deps: ActivityDeps): (() => Promise<number>) =>
  inEachTenant(deps, {
    what: 'phone numbers',
    tenants: tenantsToName,
    chunk: nameNumbers,
    limit: 500,
  });

/** Adds names to the search index. */
export const createIndexNames = (deps: ActivityDeps): (() => Promise<number>) =>
  inEachTenant(deps, {
    what: 'names',
    tenants: tenantsToReindex,
    chunk: reindexNames,
    limit: 500,
  });

/**
 * Processes chunk by chunk until nothing more is due, one tenant after the other. If the process is killed, the next
 * attempt finds the rest. Heartbeats contain the number of finished tenants and processed rows.
 * @returns how many rows were processed
 * @throws {Error} at the end when a tenant failed; all others were processed, and the activity is retried
 */
const inEachTenant =
  ({ services, logger }: ActivityDeps, { what, tenants, chunk, limit }: Cohort) =>
  async (): Promise<number> => {
    const activity = Activity.current();
    const progress = { tenants: 0, done: 0 };
    let inTrouble = 0;
    for (const tenant of await tenants(services)) {
      const ctx = systemContext(tenant, 'consent-cohorts');
      try {
        for (let count = limit; count === limit; progress.done += count) {
          activity.cancellationSignal.throwIfAborted();
          activity.heartbeat(progress);
          count = await chunk(services, ctx, limit);
        }
      } catch (error) {
        activity.cancellationSignal.throwIfAborted();
        logger.error({ err: error, tenant_id: tenant }, `could not process ${what}`);
        inTrouble++;
      }
      progress.tenants++;
    }
    if (inTrouble) throw new Error(`not done for ${inTrouble} tenants`);
    return progress.done;
  };
