import { expireCohort } from '#domain/renewals/expire-cohort.ts';
import { renewCohort } from '#domain/renewals/renew-cohort.ts';
import { tenantsWithEnding } from '#domain/renewals/tenants-with-ending.ts';
import { nameNumbers, tenantsToName } from '#domain/verification/name-numbers.ts';
import { reindexNames, tenantsToReindex } from '#domain/contacts/reindex-names.ts';
import type { Context, Services } from '#domain/context.ts';
import type { TenantId } from '#lib/ids.ts';
import type { ActivityDeps } from '../deps.ts';
import { inEachTenant } from '../in-each-tenant.ts';

type Cohort = {
  /** What it does, for the log. */
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
  cohort(deps, {
    what: 'process consents that end',
    tenants: tenantsWithEnding,
    chunk: expireCohort,
    limit: 500,
  });

/** Asks people whose consent ends soon to renew it. */
export const createAskToStay = (deps: ActivityDeps): (() => Promise<number>) =>
  cohort(deps, {
    what: 'process consents that end soon',
    tenants: tenantsWithEnding,
    chunk: renewCohort,
    limit: 200,
  });

/** Adds phone numbers to the index of their owners, which only a process with the keys can compute. */
export const createIndexNumbers = (deps: ActivityDeps): (() => Promise<number>) =>
  cohort(deps, {
    what: 'process phone numbers',
    tenants: tenantsToName,
    chunk: nameNumbers,
    limit: 500,
  });

/** Adds names to the search index. */
export const createIndexNames = (deps: ActivityDeps): (() => Promise<number>) =>
  cohort(deps, {
    what: 'process names',
    tenants: tenantsToReindex,
    chunk: reindexNames,
    limit: 500,
  });

/**
 * Processes chunk by chunk until nothing more is due. If the process is killed, the next attempt finds the rest.
 * @returns how many rows were processed
 */
const cohort =
  (deps: ActivityDeps, { what, tenants, chunk, limit }: Cohort) =>
  async (): Promise<number> => {
    const { services } = deps;
    const due = await tenants(services);
    return inEachTenant(deps, due, { what, actor: 'consent-cohorts' }, async (ctx, done) => {
      for (let count = limit; count === limit; done(count)) {
        count = await chunk(services, ctx, limit);
      }
    });
  };
