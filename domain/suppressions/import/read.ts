import type { Context, Services } from '../../context.ts';
import { page, type Page, type PageRequest } from '../../paging.ts';
import {
  importRow,
  importView,
  type SuppressionImportRow,
  type SuppressionImportView,
} from './row.ts';
import { MOST_ERRORS } from './take-chunk.ts';

export type SuppressionImportReport = SuppressionImportView & {
  errors: { row: number; message: string }[];
};

/** Returns an import with its failed rows. @throws AppError not_found */
export const getSuppressionImport = async (
  services: Services,
  ctx: Context,
  id: string,
): Promise<SuppressionImportReport> => {
  const keys = await services.keyring.keys(ctx);
  return services.db.withTenant(ctx, async (trx) => {
    const row = await importRow(trx, id);
    const errors: SuppressionImportReport['errors'] = await trx('suppression_import_errors')
      .where({ import_id: id })
      .orderBy('row')
      .limit(MOST_ERRORS)
      .select('row', 'message');
    return { ...importView(keys, row), errors };
  });
};

/** Lists imports, newest first. */
export const listSuppressionImports = async (
  services: Services,
  ctx: Context,
  request: PageRequest,
): Promise<Page<SuppressionImportView>> => {
  const keys = await services.keyring.keys(ctx);
  return services.db.withTenant(ctx, async (trx) => {
    const query = trx('suppression_imports').select('suppression_imports.*');
    const found = await page<SuppressionImportRow>(
      query,
      request,
      'created_at',
      'suppression_imports',
    );
    return { ...found, data: found.data.map((row) => importView(keys, row)) };
  });
};
