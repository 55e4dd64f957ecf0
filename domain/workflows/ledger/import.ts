import type { Trx } from '#lib/db.ts';
import { ContactImport } from '#models/import.ts';
import { fileStanding } from './file-standing.ts';
import { IMPORT } from '../../process-failures/of-sending.ts';
import { cancelImport } from '../../contact-imports/read.ts';
import type { LedgerProcess, LedgerStanding } from './ledger-process.ts';

/** Returns the standing of an import of contacts. */
async function importStanding(trx: Trx, id: string): Promise<LedgerStanding | null> {
  const row = await ContactImport.query(trx).findOne({ id });
  if (!row?.workflow_id) return null;
  const { total, created, updated, failed, finished_at: finished } = row;
  return fileStanding(row.status === 'running', total, {
    since: finished ?? row.updated_at,
    ended: { created, updated, failed },
  });
}

export const importProcess: LedgerProcess = {
  standing: importStanding,
  open: `select workflow_id, jsonb_build_object('id', id, 'run', run) as input from imports
    where status = 'running' and workflow_id is not null`,
  failed: IMPORT,
  cancel: cancelImport,
};
