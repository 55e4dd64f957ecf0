import { proxyActivities } from '@temporalio/workflow';
import type { KeyActivities } from '../../activities/keys/index.ts';

const { countKeys } = proxyActivities<KeyActivities>({
  startToCloseTimeout: '4 hours',
  heartbeatTimeout: '1 minute',
  retry: { initialInterval: '5 seconds', maximumInterval: '10 minutes', maximumAttempts: 20 },
});

/** Counts what is sealed with which key, of all tenants, for the page about keys; begun by a schedule. */
export async function keyCounts(): Promise<{ counted: number }> {
  return countKeys();
}
