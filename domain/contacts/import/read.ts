import { conflict, notFound } from '#lib/errors.ts';
import { timeOf } from '#lib/transaction-time.ts';
import { ContactImport } from '#models/import.ts';
import { recordAudit } from '../../audit/record.ts';
import type { Context, Services } from '../../context.ts';
import { page, type Page, type PageRequest } from '../../paging.ts';
import { importView, type ImportView } from './view.ts';

/** Errors listed with an import; all of them are in the download. */
const LISTED = 1000;

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
    const errors: ImportError[] = await trx('import_errors')
      .where({ import_id: id })
      .orderBy('row')
      .limit(LISTED)
      .select('row', 'column_name as column', 'message');
    return { ...importView(keys, row, ctx.permissions.has('pii:read')), errors };
  });
}

/** Newest first. */
export async function listImports(
  services: Services,
  ctx: Context,
  request: PageRequest,
): Promise<Page<ImportView>> {
  const keys = await services.keyring.keys(ctx);
  const found = await services.db.withTenant(ctx, (trx) =>
    page<ContactImport>(trx('imports').select('imports.*'), request, 'created_at', 'imports'),
  );
  return { ...found, data: found.data.map((row) => importView(keys, row, false)) };
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
    return { was: row.status, now: done };
  });
  // One that runs is still being read: its process removes the file at its end.
  if (was === 'pending') await services.files.remove(now.file_key);
  return importView(keys, now, ctx.permissions.has('pii:read'));
}
