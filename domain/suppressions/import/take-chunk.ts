import type { Trx } from '#lib/db.ts';
import { timeOf } from '#lib/transaction-time.ts';
import { suppressAll, type NewSuppression } from '../suppress.ts';
import type { Context } from '../../context.ts';
import type { Chunk } from '../../imports/kept-rows.ts';
import type { TenantKeys } from '../../keyring/keyring.ts';
import { findColumns, readSuppressions } from './read-row.ts';
import { importRow } from './row.ts';

/** The maximum of failed rows stored with their reason; the count continues beyond it. */
export const MOST_ERRORS = 1000;

/**
 * Blocks the addresses of a chunk and stores the import's progress.
 * @returns false when the import was canceled meanwhile @throws Error when another worker runs it
 */
export async function takeChunk(
  trx: Trx,
  ctx: Context,
  keys: TenantKeys,
  id: string,
  { header, from, rows }: Chunk,
  country: string,
): Promise<boolean> {
  const now = await importRow(trx, id, 'for update');
  if (now.status !== 'running') return false;
  // A worker that was presumed dead and comes back must not count rows that another has already counted.
  if (now.rows_read !== from) throw new Error('another worker runs this import');
  const columns = findColumns(header);
  const options = { reason: now.reason, ...(now.channel ? { channel: now.channel } : {}) };
  const good: NewSuppression[] = [];
  const bad: { row: number; message: string }[] = [];
  for (const { number, values } of rows) {
    const read = readSuppressions(values, columns, options, country, timeOf(trx));
    good.push(...read.good);
    if (read.bad.length) bad.push({ row: number, message: read.bad.join('; ') });
  }
  const made = await suppressAll(trx, ctx, keys, good);
  await trx.batchInsert(
    'suppression_import_errors',
    bad
      .slice(0, Math.max(0, MOST_ERRORS - now.failed))
      .map((error) => ({ tenant_id: ctx.tenantId, import_id: id, ...error })),
    500,
  );
  await trx('suppression_imports')
    .where({ id })
    .update({
      rows_read: now.rows_read + rows.length,
      created: now.created + made.length,
      already: now.already + good.length - made.length,
      failed: now.failed + bad.length,
    });
  return true;
}
