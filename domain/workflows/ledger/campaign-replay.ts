import type { Trx } from '#lib/db.ts';
import { HOW_FAR, howFarIs, type ReplayNumbers } from '../../replays/how-far.ts';
import { cancelReplay } from '../../replays/end.ts';
import type { LedgerProcess, LedgerStanding } from './ledger-process.ts';

type Row = ReplayNumbers & { status: string; created_at: Date; finished_at: Date | null };

/** Returns the standing of a replay, by its row. */
async function replayStanding(trx: Trx, id: string): Promise<LedgerStanding | null> {
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

export const campaignReplayProcess: LedgerProcess = {
  standing: replayStanding,
  countsByRows: true,
  open: `select workflow_id, jsonb_build_object('id', id) as input from campaign_replays
    where status = 'running'`,
  failed: null,
  cancel: cancelReplay,
};
