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
  /** For the log. */
  what: string;
  tenants(services: Services): Promise<TenantId[]>;
  /** Does up to `limit`; fewer: nothing more is due. @returns how many */
  chunk(services: Services, ctx: Context, limit: number): Promise<number>;
  limit: number;
};

/** Consents whose time is over end. */
export const createExpireConsents = (deps: ActivityDeps): (() => Promise<number>) =>
  inEachTenant(deps, {
    what: 'consents that end',
    tenants: tenantsWithEnding,
    chunk: expireCohort,
    limit: 500,
  });

/** Those whose consent ends soon are asked once more. */
export const createAskToStay = (deps: ActivityDeps): (() => Promise<number>) =>
  inEachTenant(deps, {
    what: 'consents that end soon',
    tenants: tenantsWithEnding,
    chunk: renewCohort,
    limit: 200,
  });

/** Phone numbers get their place in the index of who knows them, which only a process with the keys can make. */
export const createIndexNumbers = (deps: ActivityDeps): (() => Promise<number>) =>
  inEachTenant(deps, {
    what: 'phone numbers',
    tenants: tenantsToName,
    chunk: nameNumbers,
    limit: 500,
  });

/** Names get theirs in the index of the search. */
export const createIndexNames = (deps: ActivityDeps): (() => Promise<number>) =>
  inEachTenant(deps, {
    what: 'names',
    tenants: tenantsToReindex,
    chunk: reindexNames,
    limit: 500,
  });

/**
 * Chunk by chunk until nothing more is due, one tenant after the other. Killed anywhere, the next try finds what is
 * left. Heartbeats say how many tenants are through, and how much is done.
 * @returns how much was done
 * @throws Error at the end when a tenant could not be looked at: the others have been, and it is tried again
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
        logger.error({ err: error, tenant_id: tenant }, `could not see to ${what}`);
        inTrouble++;
      }
      progress.tenants++;
    }
    if (inTrouble) throw new Error(`not done for ${inTrouble} tenants`);
    return progress.done;
  };
