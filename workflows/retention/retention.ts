import { proxyActivities } from '@temporalio/workflow';
import type { ProcessInputs } from '#domain/processes.ts';
import type { RetentionActivities } from '../../activities/retention/index.ts';

const { advanceRetention } = proxyActivities<RetentionActivities>({
  startToCloseTimeout: '12 hours',
  // A worker that was killed is noticed after this long; another goes on where it stopped.
  heartbeatTimeout: '10 seconds',
  // Growing to minutes, workers that end again and again would hold up a run that moves on each time.
  retry: { initialInterval: '1 second', maximumInterval: '5 seconds' },
});

const { beginRetention } = proxyActivities<RetentionActivities>({
  startToCloseTimeout: '1 minute',
  retry: { initialInterval: '5 seconds', maximumInterval: '5 minutes' },
});

/** One run of removal; where it stands is in its rows. */
export const retention = (input: ProcessInputs['retention']): Promise<{ status: string }> =>
  advanceRetention(input);

/** Begun by the schedule of an organisation, once a day. */
export const retentionDay = (input: { tenantId: string }): Promise<{ run: string }> =>
  beginRetention(input);
