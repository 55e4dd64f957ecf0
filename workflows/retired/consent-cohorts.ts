import { proxyActivities } from '@temporalio/workflow';
import type { RetiredActivities } from '../../activities/retired/index.ts';

const { advanceCohorts } = proxyActivities<RetiredActivities>({
  startToCloseTimeout: '1 hour',
  heartbeatTimeout: '30 seconds',
  retry: { initialInterval: '5 seconds', maximumInterval: '5 minutes' },
});

/** Ends the consents whose time is over and asks those whose time is near; begun by a schedule. */
export async function consentCohorts(): Promise<{ expired: number; asked: number }> {
  return advanceCohorts();
}
