import type { Trx } from '#lib/db.ts';
import { timeOf } from '#lib/transaction-time.ts';
import type { Context, Services } from '../context.ts';
import { restLeft } from '../senders/sender-rests.ts';
import type { CampaignStatus } from './contract.ts';
import { findCampaign, loadCampaign } from './read.ts';
import { laneCount } from './rules.ts';
import type { Waits } from './steps.contract.ts';
import type { CampaignRow } from './view.ts';

/** A campaign's standing in the ledger, for the process that drives it. */
export type CampaignStands = {
  /**
   * `canceled` also when the process has nothing left to drive: the campaign was deleted, or a later run has taken
   * over.
   */
  status: CampaignStatus;
  /** Milliseconds until the next action is due: the start time, or the first due recipient; 0: now. */
  waitMs: number;
  ratePerSec: number | null;
  /** Size of the audience, the excluded included; lanes split it. 0 before the freeze. */
  people: number;
  /** Recipients still to be messaged, and the number of parallel lanes. */
  queued: number;
  lanes: number;
  /** Of those who may get it, how many are finished. */
  counts: { done: number; of: number };
  waits: Waits;
};

const NOTHING: Waits = {
  sender: false,
  quiet_hours: 0,
  time_zones: 0,
  frequency_cap: 0,
  provider: 0,
};
const GONE: CampaignStands = {
  status: 'canceled',
  waitMs: 0,
  ratePerSec: null,
  people: 0,
  queued: 0,
  lanes: 0,
  counts: { done: 0, of: 0 },
  waits: NOTHING,
};

/**
 * Runs one step of a campaign's process on its locked row; returns the standing afterwards. Does nothing where the
 * campaign no longer belongs to the process.
 */
export function onCampaign(
  services: Services,
  ctx: Context,
  { id, run }: { id: string; run: number },
  step: (trx: Trx, row: CampaignRow) => Promise<unknown>,
): Promise<CampaignStands> {
  return services.db.withTenant(ctx, async (trx) => {
    await trx.raw('set local statement_timeout = 0');
    // Missing: it was returned to draft and deleted.
    const row = await findCampaign(trx, id, true);
    if (row?.run !== run) return GONE;
    await step(trx, row);
    return standsOf(trx, await loadCampaign(trx, id));
  });
}

/** Returns the milliseconds until a scheduled campaign begins; 0 when its time has come. */
export const timeLeft = (trx: Trx, { scheduled_at }: CampaignRow): number =>
  Math.max(0, (scheduled_at?.getTime() ?? 0) - timeOf(trx).getTime());

/** Returns a campaign's standing, counted in the ledger. */
export async function standsOf(trx: Trx, row: CampaignRow): Promise<CampaignStands> {
  const stands = { ...GONE, status: row.status, ratePerSec: row.rate_per_sec };
  if (!row.audience_frozen_at) {
    return { ...stands, waitMs: row.status === 'scheduled' ? timeLeft(trx, row) : 0 };
  }
  const { people, excluded, queued, sending, ...count } = await counted(trx, row.id);
  const rest = row.status === 'sending' ? await restLeft(trx, row.channel) : 0;
  const waitMs = queued && row.status === 'sending' ? Math.max(count.wait_ms ?? 0, rest, 0) : 0;
  const { quiet_hours, frequency_cap, provider } = count;
  return {
    ...stands,
    waitMs,
    people,
    queued,
    lanes: laneCount(queued),
    counts: { done: people - excluded - queued - sending, of: people - excluded },
    waits: waitMs
      ? {
          sender: rest > 0,
          quiet_hours,
          time_zones: quiet_hours ? await timeZones(trx, row.id) : 0,
          frequency_cap,
          provider,
        }
      : NOTHING,
  };
}

type Counted = Pick<Waits, 'quiet_hours' | 'frequency_cap' | 'provider'> & {
  people: number;
  excluded: number;
  queued: number;
  sending: number;
  wait_ms: number | null;
};

async function counted(trx: Trx, campaign: string): Promise<Counted> {
  const { rows } = await trx.raw<{ rows: Counted[] }>(
    `select count(*)::int as people,
       (count(*) filter (where status = 'excluded'))::int as excluded,
       (count(*) filter (where status = 'queued'))::int as queued,
       (count(*) filter (where status = 'sending'))::int as sending,
       (count(*) filter (where status = 'queued' and held = 'quiet_hours' and not_before > now()))::int as quiet_hours,
       (count(*) filter (where status = 'queued' and held = 'frequency_cap' and not_before > now()))::int
         as frequency_cap,
       (count(*) filter (where status = 'queued' and held is null and not_before > now()))::int as provider,
       -- Rounded up, because the end of the wait is this added to a clock without microseconds.
       ceil(extract(epoch from min(coalesce(not_before, 'epoch')) filter (where status = 'queued')
         - now()) * 1000)::float8 as wait_ms
     from messages where campaign_id = ?`,
    [campaign],
  );
  const [row] = rows;
  if (!row) throw new Error('a count must have one row');
  return row;
}

/** Returns the number of time zones in which people wait for their window, where known. */
async function timeZones(trx: Trx, campaign: string): Promise<number> {
  const { rows } = await trx.raw<{ rows: { zones: number }[] }>(
    `select count(distinct e.zone)::int as zones
     from messages m cross join lateral (
       select detail ->> 'zone' as zone from message_events
       where tenant_id = m.tenant_id and message_id = m.id and type = 'held'
       order by recorded_at desc limit 1) e
     where m.campaign_id = ? and m.status = 'queued' and m.held = 'quiet_hours'
       and m.not_before > now()`,
    [campaign],
  );
  return rows[0]?.zones ?? 0;
}
