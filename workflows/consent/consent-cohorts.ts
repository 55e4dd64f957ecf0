import { proxyActivities } from '@temporalio/workflow';
import type { ConsentActivities } from '../../activities/consent/index.ts';

const { advanceCohorts } = proxyActivities<ConsentActivities>({
  startToCloseTimeout: '1 hour',
  heartbeatTimeout: '30 seconds',
  retry: { initialInterval: '5 seconds', maximumInterval: '5 minutes' },
});

/** Ends the consents whose time is over and asks those whose time is near; begun by a schedule. */
export async function consentCohorts(): Promise<{ expired: number; asked: number }> {
  return advanceCohorts();
}
