import type { Database, Trx } from '#lib/db.ts';
import type { Processes } from '../processes.ts';
import { deliver } from './deliver.ts';
import { takePosted } from './post.ts';

/**
 * A database whose transactions deliver, after their commit, what was posted in them. The caller gets its answer once
 * that was tried; a failed try is made again within a minute (overdue.ts), so it is no failure of the caller's.
 */
export function delivering(db: Database, processes: Processes): Database {
  const door =
    (open: Database['withTenant']): Database['withTenant'] =>
    async (scope, work) => {
      const transactions: Trx[] = [];
      const result = await open(scope, (trx) => {
        transactions.push(trx);
        return work(trx);
      });
      const posted = transactions.flatMap(takePosted);
      if (posted.length) await deliver({ db, processes }, scope, posted);
      return result;
    };
  return {
    ...db,
    withTenant: door(db.withTenant),
    withRetentionRole: door(db.withRetentionRole),
    onClock: (clock) => delivering(db.onClock(clock), processes),
  };
}
