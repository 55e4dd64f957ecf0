import type { Trx } from '#lib/db.ts';
import type { ErasureRow } from '../../privacy/erasure/row.ts';
import { holdsOver } from '../../privacy/erasure/holds.ts';
import { WAITS_FOR_RELEASE } from '../../privacy/steps.contract.ts';
import { bidxs } from '../../privacy/subject.ts';
import { ERASURE } from '../../process-failures/of-rows.ts';
import type { LedgerProcess, LedgerStanding } from './ledger-process.ts';

/** Returns the standing of an erasure, by its row. */
async function erasureStanding(trx: Trx, id: string): Promise<LedgerStanding | null> {
  const row: ErasureRow | undefined = await trx('privacy_erasures').where({ id }).first();
  if (!row) return null;
  const open = row.status !== 'completed' && row.status !== 'failed';
  const at = { since: row.updated_at.toISOString(), until: null, open };
  if (!open) return { ...at, step: 'ended', waiting_for: [] };
  if (row.status === 'on_hold') {
    const subject = { contactId: row.contact_id, addresses: row.addresses };
    const holds = await holdsOver(trx, { ...subject, bidxs: bidxs(subject) });
    // The last hold was released; its process has not noticed yet.
    if (!holds.length) return { ...at, step: 'looking_for_holds', waiting_for: [] };
    return {
      ...at,
      step: 'on_hold',
      waiting_for: [WAITS_FOR_RELEASE],
      counts: { legal_holds: holds.length },
    };
  }
  const step = row.finished_at ? 'certifying' : (row.step ?? 'looking_for_holds');
  return { ...at, step, waiting_for: [] };
}

export const privacyErasureProcess: LedgerProcess = {
  standing: erasureStanding,
  open: `select workflow_id, jsonb_build_object('id', id) as input from privacy_erasures
    where status not in ('completed', 'failed')`,
  failed: ERASURE,
  cancel: null,
};
