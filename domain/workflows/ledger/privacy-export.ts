import type { Trx } from '#lib/db.ts';
import type { ExportRecord } from '../../privacy/export/row.ts';
import { WAITS_FOR_COPY_END } from '../../privacy/steps.contract.ts';
import { EXPORT } from '../../process-failures/of-rows.ts';
import type { LedgerProcess, LedgerStanding } from './ledger-process.ts';

/** Returns the standing of a copy of a person's data, by its row. */
async function exportStanding(trx: Trx, id: string): Promise<LedgerStanding | null> {
  const row: ExportRecord | undefined = await trx('privacy_exports').where({ id }).first();
  if (!row) return null;
  const { status, expires_at: expires } = row;
  const since = (status === 'ready' && row.ready_at) || row.updated_at;
  const at = { since: since.toISOString(), waiting_for: [], until: null };
  if (status === 'pending') return { ...at, step: 'making_the_copy', open: true };
  if (status !== 'ready') return { ...at, step: 'ended', open: false };
  return {
    ...at,
    step: 'ready',
    waiting_for: [WAITS_FOR_COPY_END],
    until: expires?.toISOString() ?? null,
    open: true,
  };
}

export const privacyExportProcess: LedgerProcess = {
  standing: exportStanding,
  open: `select workflow_id, jsonb_build_object('id', id) as input from privacy_exports
    where status in ('pending', 'ready')
      -- Its file goes, too, when a recovery revoked it.
      or status = 'revoked' and exists (select from recoveries r
        where privacy_exports.updated_at between r.started_at and r.finished_at)`,
  failed: EXPORT,
  cancel: null,
};
