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
// A worker that was killed is noticed after the heartbeat's time, and another one goes on.
const inLedger = { startToCloseTimeout: '1 hour', heartbeatTimeout: '30 seconds', retry } as const;

const { freezeAudience } = proxyActivities<CampaignActivities>({
  ...inLedger,
  summary: 'Write down who gets it and who does not, with the reason',
});
const { sendLane } = proxyActivities<CampaignActivities>({
  startToCloseTimeout: '24 hours',
  heartbeatTimeout: '10 seconds',
  retry,
  // Until a lane that is stopped has written down what it handed over, nobody else may look at its messages.
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
});
const { reconcileCampaign } = proxyActivities<CampaignActivities>({
  ...inLedger,
  summary: 'Settle what lanes left behind, and count who has to get it still',
});
/** One try inside the workflow task, which costs one event instead of six. */
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
 * One campaign: it waits for its time, the audience is frozen, lanes send it side by side, it waits for those who may
 * not get it yet, and it ends when nobody is left. It may be paused, moved and canceled on the way. All that is decided
 * stands in the ledger before this process is told; it looks there after each step.
 */
export async function sendCampaign(
  input: ProcessInputs['campaign'],
  before?: Standing,
): Promise<{ status: string }> {
  const standing = createStanding<CampaignStep>('waiting_for_time', before);
  // What it was told since it looked at the ledger.
  const told = { anything: false, toStop: false };
  const hear = (stops: boolean) => (): void => {
    told.anything = true;
    told.toStop ||= stops;
  };
  setHandler(paused, hear(true));
  setHandler(resumed, hear(false));
  setHandler(rescheduled, hear(false));
  setHandler(rulesChanged, hear(false));
  setHandler(unscheduled, hear(true));
  setHandler(canceled, hear(true));
  setHandler(rateChanged, ({ ratePerSec }) => standing.count(atMost(ratePerSec)));

  let now = await look(settleAtOnce);
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
      if (await toldWithin(waitMs, 'It begins then')) return look(settleAtOnce);
    }
    standing.enter('freezing_audience');
    return look(freezeAudience);
  }

  async function waitUntilResumed(): Promise<CampaignStands> {
    standing.enter('paused', { waitingFor: [WAITS_FOR_RESUME] });
    await condition(() => told.anything || isLong());
    return look(settleAtOnce);
  }

  /** For quiet hours to end, for room under a cap, for a sender that rests, for a provider that put messages off. */
  async function waitForDeferred(now: CampaignStands): Promise<CampaignStands> {
    const { waits, waitMs } = now;
    standing.enter(waitStep(waits), { waitingFor: wordsOf(waits), withinMs: waitMs, ...sent(now) });
    if (await toldWithin(waitMs, 'The first of them is due then')) return look(settleAtOnce);
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
      () => told.toStop || isLong(),
    );
    standing.enter('reconciling');
    return look(reconcileCampaign);
  }

  /** One step in the ledger, which knows all that this process was told before. */
  function look(step: (of: typeof input) => Promise<CampaignStands>): Promise<CampaignStands> {
    told.anything = told.toStop = false;
    return step(input);
  }

  function toldWithin(ms: number, summary: string): Promise<boolean> {
    return condition(() => told.anything || isLong(), Math.max(ms, 1), { summary });
  }
}

const isOpen = ({ status }: CampaignStands): boolean =>
  status === 'scheduled' || status === 'sending' || status === 'paused';

const sent = ({ counts, ratePerSec }: CampaignStands) => ({
  counts: { ...counts, ...atMost(ratePerSec) },
});
/** Not said when it goes as fast as allowed. */
const atMost = (ratePerSec: number | null) => ({ at_most_per_second: ratePerSec });

/** At once, and if that fails with patience. */
async function settleAtOnce(input: ProcessInputs['campaign']): Promise<CampaignStands> {
  try {
    return await first.reconcileCampaign(input);
  } catch (error) {
    if (isCancellation(error)) throw error;
    return reconcileCampaign(input);
  }
}
