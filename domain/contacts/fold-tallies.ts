import type { Trx } from '#lib/db.ts';

/**
 * Folds the counted differences of the tenant into the sums at once. Whoever deletes people does it: the name of a tag
 * that only they had would stay until the next turn.
 */
export async function foldTallies(trx: Trx): Promise<void> {
  const tenant = `current_setting('app.tenant_id')`;
  await trx.raw(`select pg_advisory_xact_lock(hashtextextended('tallies:' || ${tenant}, 0))`);
  await trx.raw(`select fold_tallies(${tenant}::uuid)`);
}
