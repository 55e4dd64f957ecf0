import { Context } from '@temporalio/activity';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import type { CampaignStatus } from '#domain/campaigns/contract.ts';
import type { CampaignStands } from '#domain/campaigns/stands.ts';
import type { Waits } from '#domain/campaigns/steps.contract.ts';
import type { Standing } from '#domain/processes.ts';
import { someInput, startWorkflow } from './started-workflow.ts';

const NOBODY: Waits = {
  sender: false,
  quiet_hours: 0,
  time_zones: 0,
  frequency_cap: 0,
  provider: 0,
};

type Round = { queued: number; waitMs: number; waits: Partial<Waits> };
const NOBODY_LEFT: Round = { queued: 0, waitMs: 0, waits: {} };
type Ledger = {
  status: CampaignStatus;
  at: number;
  queued: number;
  /** The messages left each time that lanes ended, and how long they have to wait. */
  rounds: Round[];
  round: Round;
};

/** Simulates the row of a campaign for its activities, and records their calls. */
export async function campaignRow(
  now: () => Promise<number>,
  people: number,
  lanes: number,
  startsInMs = 0,
) {
  const ledger: Ledger = {
    status: 'scheduled',
    at: (await now()) + startsInMs,
    queued: 0,
    rounds: [],
    round: NOBODY_LEFT,
  };
  const did: string[] = [];
  const stands = async (): Promise<CampaignStands> => ({
    status: ledger.status,
    ratePerSec: null,
    people,
    lanes,
    queued: ledger.queued,
    waitMs:
      ledger.status === 'scheduled'
        ? Math.max(0, ledger.at - (await now()))
        : ledger.status === 'sending'
          ? ledger.round.waitMs
          : 0,
    counts: { done: people - ledger.queued, of: people },
    waits: { ...NOBODY, ...ledger.round.waits },
  });
  const activities = {
    freezeAudience: async () => {
      did.push('freeze');
      if (ledger.status === 'scheduled' && (await now()) >= ledger.at) {
        Object.assign(ledger, { status: 'sending', queued: people });
      }
      return stands();
    },
    sendLane: async (input: { lane: number }): Promise<void> => {
      did.push(`lane ${input.lane}`);
      ledger.round = ledger.rounds.shift() ?? NOBODY_LEFT;
      ledger.queued = ledger.round.queued;
    },
    reconcileCampaign: async () => {
      did.push('reconcile');
      return stands();
    },
    finishCampaign: async () => {
      did.push('finish');
      if (ledger.status === 'sending' && ledger.queued === 0) ledger.status = 'sent';
      return stands();
    },
    cancelUnsent: async () => {
      did.push('cancel');
      return stands();
    },
  };
  return { ledger, did, activities };
}

/**
 * A lane that continues until it is stopped, or until the ledger ends it; like real lanes it looks there regularly.
 */
export async function endlessLane(going: () => boolean): Promise<void> {
  const activity = Context.current();
  while (going() && !activity.cancellationSignal.aborted) {
    activity.heartbeat();
    await new Promise((next) => setTimeout(next, 20));
  }
}

/** Campaigns in skipped time: their row, their workflow, and what it says of itself. */
export const campaignsIn = (env: () => TestWorkflowEnvironment) => ({
  row: (people: number, lanes: number, startsInMs = 0) =>
    campaignRow(() => env().currentTimeMs(), people, lanes, startsInMs),
  start: (taskQueue: string) =>
    startWorkflow(env(), taskQueue, 'sendCampaign', [{ ...someInput(), run: 1 }]),
  standing: (handle: CampaignHandle) => handle.query<Standing>('standing'),
});
export type CampaignHandle = Awaited<ReturnType<typeof startWorkflow>>;
