import { Context } from '@temporalio/activity';
import { expireCohort } from '#domain/renewals/expire-cohort.ts';
import { renewCohort } from '#domain/renewals/renew-cohort.ts';
import { tenantsWithEnding } from '#domain/renewals/tenants-with-ending.ts';
import { nameNumbers, tenantsToName } from '#domain/verification/name-numbers.ts';
import { reindexNames, tenantsToReindex } from '#domain/contacts/reindex-names.ts';
import { systemContext } from '#domain/context.ts';
import type { ActivityDeps } from '../deps.ts';

const EXPIRE_AT_ONCE = 500;
const RENEW_AT_ONCE = 200;
const INDEX_AT_ONCE = 500;
/** Rows that wait for their place in an index which only a process with the keys can make. */
const INDEXES = [
  { what: 'phone numbers', tenants: tenantsToName, chunk: nameNumbers },
  { what: 'names', tenants: tenantsToReindex, chunk: reindexNames },
];

/**
 * Every tenant's consents that end, chunk by chunk until nothing more is due; then what waits for its place in an
 * index: phone numbers in that of who knows them, names in that of the search. Killed anywhere, the next try finds
 * what is left.
 * @throws Error at the end when a tenant could not be looked at: the others have been, and it is tried again
 */
export const createAdvanceCohorts =
  ({ services, logger }: ActivityDeps) =>
  async (): Promise<{ expired: number; asked: number }> => {
    const activity = Context.current();
    const done = { expired: 0, asked: 0 };
    const inTrouble: string[] = [];
    for (const tenant of await tenantsWithEnding(services)) {
      const ctx = systemContext(tenant, 'consent-cohorts');
      const upTo = async (limit: number, chunk: () => Promise<number>): Promise<number> => {
        for (let sum = 0; ;) {
          activity.cancellationSignal.throwIfAborted();
          activity.heartbeat();
          const count = await chunk();
          sum += count;
          if (count < limit) return sum;
        }
      };
      try {
        done.expired += await upTo(EXPIRE_AT_ONCE, () =>
          expireCohort(services, ctx, EXPIRE_AT_ONCE),
        );
        done.asked += await upTo(RENEW_AT_ONCE, () => renewCohort(services, ctx, RENEW_AT_ONCE));
      } catch (error) {
        activity.cancellationSignal.throwIfAborted();
        logger.error({ err: error, tenant_id: tenant }, 'could not advance consents');
        inTrouble.push(tenant);
      }
    }
    for (const { tenants, chunk, what } of INDEXES) {
      for (const tenant of await tenants(services)) {
        const ctx = systemContext(tenant, 'consent-cohorts');
        try {
          do {
            activity.cancellationSignal.throwIfAborted();
            activity.heartbeat();
          } while ((await chunk(services, ctx, INDEX_AT_ONCE)) === INDEX_AT_ONCE);
        } catch (error) {
          activity.cancellationSignal.throwIfAborted();
          logger.error({ err: error, tenant_id: tenant }, `could not index ${what}`);
          inTrouble.push(tenant);
        }
      }
    }
    if (inTrouble.length) throw new Error(`not done for ${inTrouble.length} tenants`);
    return done;
  };
