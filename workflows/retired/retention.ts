import { proxyActivities } from '@temporalio/workflow';
import type { ProcessInputs } from '#domain/processes.ts';
import type { RetiredActivities } from '../../activities/retired/index.ts';

const { advanceRetention } = proxyActivities<RetiredActivities>({
  startToCloseTimeout: '12 hours',
  // A worker that was killed is noticed after this long; another goes on where it stopped.
  heartbeatTimeout: '10 seconds',
  // Growing to minutes, workers that end again and again would hold up a run that moves on each time.
  retry: { initialInterval: '1 second', maximumInterval: '5 seconds' },
});

/** One run of removal; where it stands is in its rows. */
export const retention = (input: ProcessInputs['retention']): Promise<{ status: string }> =>
  advanceRetention(input);
