import { setTimeout as sleep } from 'node:timers/promises';
import type { Database, TenantScope, Trx } from '#lib/db.ts';
import { gather } from '#lib/gather.ts';
import type { TenantId } from '#lib/ids.ts';
import type { Processes } from '../processes.ts';
import { deliver, forgetDelivered } from './deliver.ts';
import { takePosted, type Posted } from './post.ts';

/** Items that Temporal acknowledged, deleted by one statement at most. */
const AT_ONCE = 500;

/**
 * Wraps a database so that each transaction delivers its posted starts and signals after the commit. The caller gets
 * its result after this attempt, or after a second: while Temporal does not answer, nobody waits longer for what is
 * committed. A failed delivery is repeated within a minute (overdue.ts), so it is not the
 * caller's failure. What Temporal acknowledged is deleted afterwards, many items together; `close` waits for it.
 */
export function delivering(db: Database, processes: Processes): Database {
  const forget = forgetting(db);
  const background = running();
  const attempt = async (scope: TenantScope, posted: readonly Posted[]): Promise<void> => {
    const ids = await deliver({ processes }, posted);
    if (ids.length) void background.add(forget({ tenantId: scope.tenantId, ids }));
  };
  const wrapped =
    (open: Database['withTenant']): Database['withTenant'] =>
    async (scope, work) => {
      const transactions: Trx[] = [];
      const result = await open(scope, (trx) => {
        transactions.push(trx);
        return work(trx);
      });
      const posted = transactions.flatMap(takePosted);
      if (posted.length) await patiently(background.add(attempt(scope, posted)));
      return result;
    };
  return {
    ...db,
    withTenant: wrapped(db.withTenant),
    withRetentionRole: wrapped(db.withRetentionRole),
    onClock: (clock) => delivering(db.onClock(clock), processes),
    close: async () => {
      await background.done();
      await db.close();
    },
  };
}

type Delivered = { tenantId: TenantId; ids: readonly string[] };

const forgetting = (db: Database): ((some: Delivered) => Promise<true>) =>
  gather<Delivered, true>(
    async (some) => {
      for (const [tenantId, group] of Map.groupBy(some, (one) => one.tenantId)) {
        const ids = group.flatMap((one) => one.ids);
        await forgetDelivered({ db }, { tenantId }, ids);
      }
      return some.map(() => true);
    },
    { most: AT_ONCE },
  );

/** Work that nobody waits for until the process ends. */
function running() {
  const all = new Set<Promise<unknown>>();
  return {
    add<T>(work: Promise<T>): Promise<T> {
      const one = work.finally(() => all.delete(one));
      all.add(one);
      return one;
    },
    async done(): Promise<void> {
      while (all.size) await Promise.allSettled(all);
    },
  };
}

/** Longest wait of a caller for Temporal after its own transaction, in milliseconds. */
const WAIT_MS = 1_000;

async function patiently(work: Promise<unknown>): Promise<void> {
  const over = new AbortController();
  const waited = sleep(WAIT_MS, undefined, { ref: false, signal: over.signal });
  await Promise.race([work, waited.catch(() => undefined)]);
  over.abort();
}
