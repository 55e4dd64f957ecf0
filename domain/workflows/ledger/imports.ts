import type { Trx } from '#lib/db.ts';
import { isKind } from '#lib/errors.ts';
import { ContactImport } from '#models/import.ts';
import { importRow } from '../../suppressions/import/row.ts';
import type { LedgerStanding } from './ledger-standing.ts';

/** Returns the standing of an import of contacts. */
export async function importStanding(trx: Trx, id: string): Promise<LedgerStanding | null> {
  const row = await ContactImport.query(trx).findOne({ id });
  if (!row?.workflow_id) return null;
  const { total, created, updated, failed, finished_at: finished } = row;
  return standing(row.status === 'running', total, {
    since: finished ?? row.updated_at,
    ended: { created, updated, failed },
  });
}

/** Returns the standing of an import of blocked addresses. */
export async function suppressionImportStanding(
  trx: Trx,
  id: string,
): Promise<LedgerStanding | null> {
  const row = await importRow(trx, id).catch((error: unknown) => {
    if (isKind(error, 'not_found')) return null;
    throw error;
  });
  if (!row?.workflow_id) return null;
  const { total, created, already, failed, finished_at: finished } = row;
  return standing(row.status === 'running', total || null, {
    since: finished ?? row.created_at,
    ended: { created, already, failed },
  });
}

const standing = (
  open: boolean,
  total: number | null,
  { since, ended }: { since: Date; ended: Record<string, number> },
): LedgerStanding => ({
  step: !open ? 'ended' : total === null ? 'counting_rows' : 'importing_rows',
  since: since.toISOString(),
  waiting_for: [],
  until: null,
  ...(!open ? { counts: ended } : total === null ? {} : { counts: { rows: total } }),
  open,
});
