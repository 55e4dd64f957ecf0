import type { Trx } from '#lib/db.ts';
import { timeOf } from '#lib/transaction-time.ts';
import type { RotationRow } from '../../keys/read.ts';
import { WAITS_FOR_KEPT, WAITS_FOR_USE } from '../../keys/steps.contract.ts';
import { inRow } from '../../process-failures/of-rows.ts';
import type { LedgerProcess, LedgerStanding } from './ledger-process.ts';

/** Returns the standing of a key rotation, by its row. */
async function rotationStanding(trx: Trx, id: string): Promise<LedgerStanding | null> {
  const row: RotationRow | undefined = await trx('key_rotations').where({ id }).first();
  if (!row) return null;
  const { status, active_from: used, keep_until: kept } = row;
  const at = { since: row.created_at.toISOString(), waiting_for: [], until: null, open: true };
  if (status === 'completed' || status === 'failed') {
    return {
      ...at,
      step: 'ended',
      since: (row.completed_at ?? row.created_at).toISOString(),
      open: false,
    };
  }
  if (status === 'announced' && used > timeOf(trx)) {
    return { ...at, step: 'announced', waiting_for: [WAITS_FOR_USE], until: used.toISOString() };
  }
  const since = used.toISOString();
  if (status === 'keeping') {
    const until = kept?.toISOString() ?? null;
    return { ...at, step: 'keeping_the_old_version', since, waiting_for: [WAITS_FOR_KEPT], until };
  }
  return { ...at, step: row.kind === 'data' ? 'moving_values' : 'ending', since };
}

export const keyRotationProcess: LedgerProcess = {
  standing: rotationStanding,
  open: `select workflow_id, jsonb_build_object('id', id) as input from key_rotations
    where status not in ('completed', 'failed')`,
  failed: inRow(
    'key_rotations',
    ['announced', 'running', 'keeping'],
    'key_rotation.failed',
    'key_rotation',
  ),
  cancel: null,
};
