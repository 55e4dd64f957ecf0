import type { Trx } from '#lib/db.ts';
import { timeOf } from '#lib/transaction-time.ts';
import { standsOf } from './stands.ts';
import {
  WAITS_FOR_RESUME,
  WAITS_FOR_TIME,
  waitStep,
  wordsOf,
  type CampaignStep,
} from './steps.contract.ts';
import type { CampaignRow } from './view.ts';

type CampaignStanding = {
  step: CampaignStep;
  waiting_for: string[];
  until: string | null;
  counts: Record<string, number>;
};

/** Returns a campaign's standing by its rows, in the same form as its process. */
export async function standingOf(trx: Trx, row: CampaignRow): Promise<CampaignStanding> {
  const { counts, waits, waitMs } = await standsOf(trx, row);
  const stands = { waiting_for: [], until: null, counts };
  const until = new Date(timeOf(trx).getTime() + waitMs).toISOString();
  switch (row.status) {
    case 'scheduled':
      return waitMs > 0
        ? { ...stands, step: 'waiting_for_time', waiting_for: [WAITS_FOR_TIME], until }
        : { ...stands, step: 'freezing_audience' };
    case 'paused':
      return { ...stands, step: 'paused', waiting_for: [WAITS_FOR_RESUME] };
    case 'sending':
      return waitMs > 0
        ? { ...stands, step: waitStep(waits), waiting_for: wordsOf(waits), until }
        : { ...stands, step: 'sending' };
    case 'canceled':
      // Its process still takes it from those who have not got it.
      return { ...stands, step: counts.done < counts.of ? 'canceling' : 'ended' };
    default:
      return { ...stands, step: 'ended' };
  }
}
