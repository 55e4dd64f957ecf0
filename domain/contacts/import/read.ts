import type { Trx } from '#lib/db.ts';
import { conflict, notFound } from '#lib/errors.ts';
import { timeOf } from '#lib/transaction-time.ts';
import { ContactImport } from '#models/import.ts';
import { recordAudit } from '../../audit/record.ts';
import type { Context, Services } from '../../context.ts';
import { page, type Page, type PageRequest } from '../../paging.ts';
import { WAS_ERASED } from '../../suppressions/erased.ts';
import { importView, tellsWhoIsKnown, type ImportView } from './view.ts';
import { TWO_CONTACTS } from './write-chunk.ts';

/** Errors listed with an import; all of them are in the download. */
const LISTED = 1000;

/** Reasons that depend on who is known, not on the row. */
const SAYS_WHO_IS_KNOWN = [TWO_CONTACTS, WAS_ERASED];

export type ImportError = { row: number; column: string | null; message: string };

/** @throws AppError not_found */
export async function getImport(
  services: Services,
  ctx: Context,
  id: string,
): Promise<ImportView & { errors: ImportError[] }> {
  const keys = await services.keyring.keys(ctx);
  return services.db.withTenant(ctx, async (trx) => {
    const row = await ContactImport.query(trx).findOne({ id });
    if (!row) throw notFound('Import');
    const query = trx('import_errors').where({ import_id: id });
    if (!tellsWhoIsKnown(ctx, row)) query.whereNotIn('message', SAYS_WHO_IS_KNOWN);
    const errors: ImportError[] = await query
      .orderBy('row')
      .limit(LISTED)
      .select('row', 'column_name as column', 'message');
    await countByThemselves(trx, ctx, [row]);
    return { ...importView(keys, row, ctx), errors };
  });
}

/** Where it is not told who is known, only rows count as failed that fail by themselves. */
async function countByThemselves(
  trx: Trx,
  ctx: Context,
  imports: readonly Pick<ContactImport, 'id' | 'dry_run' | 'failed'>[],
): Promise<void> {
  const silent = imports.filter((one) => !tellsWhoIsKnown(ctx, one));
  if (!silent.length) return;
  const counted: { import_id: string; count: string }[] = await trx('import_errors')
    .whereIn(
      'import_id',
      silent.map(({ id }) => id),
    ) // prettier-ignore
    .whereIn('message', SAYS_WHO_IS_KNOWN)
    .groupBy('import_id')
    .select('import_id', trx.raw('count(*) as count'));
  for (const one of silent) {
    one.failed -= Number(counted.find(({ import_id }) => import_id === one.id)?.count ?? 0);
  }
}

/** Newest first. */
export async function listImports(
  services: Services,
  ctx: Context,
  request: PageRequest,
): Promise<Page<ImportView>> {
  const keys = await services.keyring.keys(ctx);
  const found = await services.db.withTenant(ctx, async (trx) => {
    const query = trx('imports').select('imports.*');
    const rows = await page<ContactImport>(query, request, 'created_at', 'imports');
    await countByThemselves(trx, ctx, rows.data);
    return rows;
  });
  return { ...found, data: found.data.map((row) => importView(keys, row, ctx, { masked: true })) };
}

/** Stops an import after the chunk it is in; what has been imported stays. @throws AppError not_found, conflict */
export async function cancelImport(
  services: Services,
  ctx: Context,
  id: string,
): Promise<ImportView> {
  const keys = await services.keyring.keys(ctx);
  const { was, now } = await services.db.withTenant(ctx, async (trx) => {
    const row = await ContactImport.query(trx).findOne({ id }).forUpdate();
    if (!row) throw notFound('Import');
    if (row.status !== 'running' && row.status !== 'pending') {
      throw conflict(`This import is already ${row.status}`);
    }
    await recordAudit(trx, ctx, { action: 'import.canceled', entityType: 'import', entityId: id });
    const done = await ContactImport.query(trx)
      .where({ id })
      .patch({ status: 'canceled', finished_at: timeOf(trx), updated_at: timeOf(trx) })
      .returning('*')
      .first()
      .throwIfNotFound();
    await countByThemselves(trx, ctx, [done]);
    return { was: row.status, now: done };
  });
  // One that runs is still being read: its process removes the file at its end.
  if (was === 'pending') await services.files.remove(now.file_key);
  return importView(keys, now, ctx);
}
