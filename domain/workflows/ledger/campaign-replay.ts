import type { Trx } from '#lib/db.ts';
import { HOW_FAR, howFarIs, type ReplayNumbers } from '../../replays/how-far.ts';
import type { LedgerStanding } from './ledger-standing.ts';

type Row = ReplayNumbers & { status: string; created_at: Date; finished_at: Date | null };

/** Returns the standing of a replay, by its row. */
export async function replayStanding(trx: Trx, id: string): Promise<LedgerStanding | null> {
  const row: Row | undefined = await trx('campaign_replays')
    .where({ id })
    .first('status', 'created_at', 'finished_at', ...HOW_FAR);
  if (!row) return null;
  const open = row.status === 'running';
  return {
    step: !open ? 'ended' : row.to_decide === null ? 'counting_decisions' : 'deciding_again',
    since: (row.finished_at ?? row.created_at).toISOString(),
    waiting_for: [],
    until: null,
    counts: howFarIs(row),
    open,
  };
}
