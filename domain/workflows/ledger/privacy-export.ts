import type { Trx } from '#lib/db.ts';
import type { ExportRecord } from '../../privacy/export/row.ts';
import { WAITS_FOR_COPY_END } from '../../privacy/steps.contract.ts';
import type { LedgerStanding } from './ledger-standing.ts';

/** Returns the standing of a copy of a person's data, by its row. */
export async function exportStanding(trx: Trx, id: string): Promise<LedgerStanding | null> {
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
