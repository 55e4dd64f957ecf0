import type { Trx } from '#lib/db.ts';
import { findCampaign } from '../../campaigns/read.ts';
import { standingOf } from '../../campaigns/standing.ts';
import { CAMPAIGN } from '../../process-failures/of-sending.ts';
import { cancelCampaign } from '../../campaigns/control.ts';
import type { LedgerProcess, LedgerStanding } from './ledger-process.ts';

/** Returns the standing of a run of a campaign, by the campaign's row and its messages. */
async function campaignStanding(
  trx: Trx,
  id: string,
  run?: number,
): Promise<LedgerStanding | null> {
  const row = await findCampaign(trx, id);
  if (!row) return null;
  const since = (row.finished_at ?? row.updated_at).toISOString();
  // Returned to draft since, and approved again or not.
  if (row.workflow_id === null || row.run !== run) {
    return { step: 'ended', since, waiting_for: [], until: null, open: false };
  }
  const standing = await standingOf(trx, row);
  return { ...standing, since, open: standing.step !== 'ended' };
}

export const campaignProcess: LedgerProcess = {
  standing: campaignStanding,
  countsByRows: true,
  open: `select workflow_id, jsonb_build_object('id', id, 'run', run) as input from campaigns
    where status in ('scheduled', 'sending', 'paused') and workflow_id is not null`,
  failed: CAMPAIGN,
  cancel: cancelCampaign,
};
