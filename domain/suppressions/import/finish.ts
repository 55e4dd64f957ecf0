import type { Trx } from '#lib/db.ts';
import { recordAudit } from '../../audit/record.ts';
import type { Context } from '../../context.ts';
import { importRow, type SuppressionImportRow, type SuppressionImportStatus } from './row.ts';

const ACTION = {
  completed: 'suppressions.imported',
  failed: 'suppression_import.failed',
  canceled: 'suppression_import.canceled',
} as const satisfies Record<Exclude<SuppressionImportStatus, 'running'>, string>;

/** Ends an import once, with its audit row; an ended import stays unchanged. @returns its row now */
export async function finishImport(
  trx: Trx,
  ctx: Context,
  id: string,
  status: keyof typeof ACTION,
  failure: string | null = null,
): Promise<SuppressionImportRow> {
  const row = await importRow(trx, id, 'for update');
  if (row.status !== 'running') return row;
  await trx('suppression_imports')
    .where({ id })
    .update({ status, failure, finished_at: trx.fn.now() });
  const { reason, rows_read: total, created, already, failed } = row;
  await recordAudit(trx, ctx, {
    action: ACTION[status],
    entityType: 'suppression_import',
    entityId: id,
    detail: { reason, total, created, already, failed },
  });
  return importRow(trx, id);
}
