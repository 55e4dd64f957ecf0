import { continueAsNew, proxyActivities, workflowInfo } from '@temporalio/workflow';
import type { ProcessInputs } from '#domain/processes.ts';
import type { CampaignActivities } from '../../activities/campaigns/index.ts';
import type { RetiredActivities } from '../../activities/retired/index.ts';
import { createWaiting } from '../wait.ts';

const { advanceCampaign } = proxyActivities<RetiredActivities>({
  startToCloseTimeout: '10 minutes',
  retry: { initialInterval: '1 second', maximumInterval: '1 minute' },
});
const { sendLane } = proxyActivities<CampaignActivities>({
  startToCloseTimeout: '24 hours',
  // A worker that was killed is noticed after this long, and another one goes on.
  heartbeatTimeout: '10 seconds',
  retry: { initialInterval: '1 second', maximumInterval: '1 minute' },
});

/**
 * One campaign: waits for its time, has the audience frozen, sends in lanes side by side, and ends when
 * everybody is settled. Pause, resume, cancel and a new time or rate are read from the ledger between
 * chunks; the signal only says that there is something to read.
 */
export async function campaign(input: ProcessInputs['campaign']): Promise<{ status: string }> {
  const { wait } = createWaiting();
  for (;;) {
    const now = await advanceCampaign(input);
    if (now.step === 'done') return { status: now.status };
    if (now.step === 'wait') {
      await wait(now.waitMs);
    } else {
      const { lanes, people } = now;
      await Promise.all(
        Array.from({ length: lanes }, (_, lane) => sendLane({ ...input, lane, lanes, people })),
      );
    }
    if (workflowInfo().continueAsNewSuggested) await continueAsNew<typeof campaign>(input);
  }
}
