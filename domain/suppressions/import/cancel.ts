import { conflict } from '#lib/errors.ts';
import type { Context, Services } from '../../context.ts';
import { postSignal } from '../../process-outbox/post.ts';
import { finishImport } from './finish.ts';
import { importRow, importView, type SuppressionImportView } from './row.ts';

/**
 * Stops an import after its current chunk; addresses already blocked stay blocked. Its process removes the file.
 * @throws AppError not_found, conflict (it has ended)
 */
export const cancelSuppressionImport = async (
  services: Services,
  ctx: Context,
  id: string,
): Promise<SuppressionImportView> => {
  const keys = await services.keyring.keys(ctx);
  return services.db.withTenant(ctx, async (trx) => {
    const row = await importRow(trx, id, 'for update');
    if (row.status !== 'running') throw conflict(`This import is already ${row.status}`);
    if (row.workflow_id) {
      await postSignal(trx, ctx, 'suppression-import', [row.workflow_id], 'importCanceled', {});
    }
    return importView(keys, await finishImport(trx, ctx, id, 'canceled'));
  });
};
