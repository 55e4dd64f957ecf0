import type { Database, Trx } from '#lib/db.ts';
import type { Processes } from '../processes.ts';
import { deliver } from './deliver.ts';
import { takePosted } from './post.ts';

/**
 * Wraps a database so that each transaction delivers its posted starts and signals after the commit. The caller gets
 * its result after this attempt. A failed delivery is repeated within a minute (overdue.ts), so it is not the
 * caller's failure.
 */
export function delivering(db: Database, processes: Processes): Database {
  const wrapped =
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
    withTenant: wrapped(db.withTenant),
    withRetentionRole: wrapped(db.withRetentionRole),
    onClock: (clock) => delivering(db.onClock(clock), processes),
  };
}
