import {
  ActivityCancellationType,
  condition,
  continueAsNew,
  defineSignal,
  isCancellation,
  proxyActivities,
  proxyLocalActivities,
  setHandler,
} from '@temporalio/workflow';
import {
  WAITS_FOR_RESUME,
  WAITS_FOR_TIME,
  waitStep,
  wordsOf,
  type CampaignStep,
} from '#domain/campaigns/steps.contract.ts';
import type { ProcessInputs, ProcessSignals, Standing } from '#domain/processes.ts';
import type { CampaignActivities } from '../../activities/campaigns/index.ts';
import { isLong } from '../long-run.ts';
import { createStanding } from '../standing.ts';
import { untilStopped } from '../until-stopped.ts';

type CampaignStands = Awaited<ReturnType<CampaignActivities['reconcileCampaign']>>;
type News = ProcessSignals['campaign'];
export const paused = defineSignal<[News['paused']]>('paused');
export const resumed = defineSignal<[News['resumed']]>('resumed');
export const rescheduled = defineSignal<[News['rescheduled']]>('rescheduled');
export const rateChanged = defineSignal<[News['rateChanged']]>('rateChanged');
export const rulesChanged = defineSignal<[News['rulesChanged']]>('rulesChanged');
export const unscheduled = defineSignal<[News['unscheduled']]>('unscheduled');
export const canceled = defineSignal<[News['canceled']]>('canceled');

const retry = { initialInterval: '1 second', maximumInterval: '1 minute' } as const;
// After the heartbeat timeout the server sees that a worker was killed, and another worker continues.
const inLedger = { startToCloseTimeout: '1 hour', heartbeatTimeout: '30 seconds', retry } as const;

const { freezeAudience } = proxyActivities<CampaignActivities>({
  ...inLedger,
  summary: 'Write down who gets it and who does not, with the reason',
});
const { sendLane } = proxyActivities<CampaignActivities>({
  startToCloseTimeout: '24 hours',
  heartbeatTimeout: '10 seconds',
  retry,
  // A stopped lane first records what it handed over. Until then nothing else may look at its messages.
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
});
const { reconcileCampaign } = proxyActivities<CampaignActivities>({
  ...inLedger,
  summary: 'Settle what lanes left behind, and count who has to get it still',
});
/** One attempt inside the workflow task: it costs one event in the history instead of six. */
const first = proxyLocalActivities<CampaignActivities>({
  startToCloseTimeout: '10 seconds',
  retry: { maximumAttempts: 1 },
});
const { finishCampaign } = proxyActivities<CampaignActivities>({
  ...inLedger,
  summary: 'End it, unless somebody has to get it still',
});
const { cancelUnsent } = proxyActivities<CampaignActivities>({
  ...inLedger,
  summary: 'Take it from those who have not got it',
});

/**
 * Runs one campaign. It waits for the start time, freezes the audience, sends in parallel lanes, waits for deferred
 * messages, and ends when nobody is left. On the way it can be paused, rescheduled and canceled. Every decision is in
 * the ledger before a signal arrives here; this workflow reads the ledger after each step.
 */
export async function sendCampaign(
  input: ProcessInputs['campaign'],
  before?: Standing,
): Promise<{ status: string }> {
  const standing = createStanding<CampaignStep>('waiting_for_time', before);
  // Signals received since the last look at the ledger.
  const signaled = { anything: false, toStop: false };
  const onChange = (stops: boolean) => (): void => {
    signaled.anything = true;
    signaled.toStop ||= stops;
  };
  setHandler(paused, onChange(true));
  setHandler(resumed, onChange(false));
  setHandler(rescheduled, onChange(false));
  setHandler(rulesChanged, onChange(false));
  setHandler(unscheduled, onChange(true));
  setHandler(canceled, onChange(true));
  setHandler(rateChanged, ({ ratePerSec }) => standing.count(atMost(ratePerSec)));

  let now = await look(reconcileAtOnce);
  while (isOpen(now)) {
    if (now.status === 'scheduled') now = await beginAtItsTime(now);
    else if (now.status === 'paused') now = await waitUntilResumed();
    else if (now.waitMs > 0) now = await waitForDeferred(now);
    else if (now.queued > 0) now = await sendInLanes(now);
    else now = await look(finishCampaign);
    if (isLong()) await continueAsNew<typeof sendCampaign>(input, standing.carried);
  }
  if (now.status === 'canceled') {
    standing.enter('canceling');
    await cancelUnsent(input);
  }
  standing.enter('ended', { counts: now.counts });
  return { status: now.status };

  async function beginAtItsTime({ waitMs }: CampaignStands): Promise<CampaignStands> {
    if (waitMs > 0) {
      standing.enter('waiting_for_time', { waitingFor: [WAITS_FOR_TIME], withinMs: waitMs });
      if (await signaledWithin(waitMs, 'It begins then')) return look(reconcileAtOnce);
    }
    standing.enter('freezing_audience');
    return look(freezeAudience);
  }

  async function waitUntilResumed(): Promise<CampaignStands> {
    standing.enter('paused', { waitingFor: [WAITS_FOR_RESUME] });
    await condition(() => signaled.anything || isLong());
    return look(reconcileAtOnce);
  }

  /**
   * Waits for deferred messages: until quiet hours end, a cap has room, a sender has recovered, or a provider takes
   * messages again.
   */
  async function waitForDeferred(now: CampaignStands): Promise<CampaignStands> {
    const { waits, waitMs } = now;
    standing.enter(waitStep(waits), { waitingFor: wordsOf(waits), withinMs: waitMs, ...sent(now) });
    if (await signaledWithin(waitMs, 'The first of them is due then')) return look(reconcileAtOnce);
    return { ...now, waitMs: 0 };
  }

  async function sendInLanes(now: CampaignStands): Promise<CampaignStands> {
    const { lanes, people } = now;
    standing.enter('sending', sent(now));
    await untilStopped(
      Array.from({ length: lanes }, (_, lane) => () => {
        const summary = lanes === 1 ? 'Send' : `Send, lane ${lane + 1} of ${lanes}`;
        return sendLane.executeWithOptions({ summary }, [{ ...input, lane, lanes, people }]);
      }),
      () => signaled.toStop || isLong(),
    );
    standing.enter('reconciling');
    return look(reconcileCampaign);
  }

  /** Runs one step against the ledger. The ledger already has every change that was signaled before. */
  function look(step: (of: typeof input) => Promise<CampaignStands>): Promise<CampaignStands> {
    signaled.anything = signaled.toStop = false;
    return step(input);
  }

  function signaledWithin(ms: number, summary: string): Promise<boolean> {
    return condition(() => signaled.anything || isLong(), Math.max(ms, 1), { summary });
  }
}

const isOpen = ({ status }: CampaignStands): boolean =>
  status === 'scheduled' || status === 'sending' || status === 'paused';

const sent = ({ counts, ratePerSec }: CampaignStands) => ({
  counts: { ...counts, ...atMost(ratePerSec) },
});
/** Null (not shown) when the campaign has no limit of its own. */
const atMost = (ratePerSec: number | null) => ({ at_most_per_second: ratePerSec });

/** Reconciles in one attempt inside the workflow task; if that fails, with retries. */
async function reconcileAtOnce(input: ProcessInputs['campaign']): Promise<CampaignStands> {
  try {
    return await first.reconcileCampaign(input);
  } catch (error) {
    if (isCancellation(error)) throw error;
    return reconcileCampaign(input);
  }
}
