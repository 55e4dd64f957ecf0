import type { Trx } from '#lib/db.ts';
import { isKind } from '#lib/errors.ts';
import { importRow } from '../../suppressions/import/row.ts';
import { fileStanding } from './file-standing.ts';
import { SUPPRESSION_IMPORT } from '../../process-failures/of-sending.ts';
import { cancelSuppressionImport } from '../../suppressions/import/cancel.ts';
import type { LedgerProcess, LedgerStanding } from './ledger-process.ts';

/** Returns the standing of an import of blocked addresses. */
async function suppressionImportStanding(trx: Trx, id: string): Promise<LedgerStanding | null> {
  const row = await importRow(trx, id).catch((error: unknown) => {
    if (isKind(error, 'not_found')) return null;
    throw error;
  });
  if (!row?.workflow_id) return null;
  const { total, created, already, failed, finished_at: finished } = row;
  return fileStanding(row.status === 'running', total || null, {
    since: finished ?? row.created_at,
    ended: { created, already, failed },
  });
}

export const suppressionImportProcess: LedgerProcess = {
  standing: suppressionImportStanding,
  open: `select workflow_id, jsonb_build_object('id', id) as input from suppression_imports
    where status = 'running'`,
  failed: SUPPRESSION_IMPORT,
  cancel: cancelSuppressionImport,
};
