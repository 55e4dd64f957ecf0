import { proxyActivities } from '@temporalio/workflow';
import type { ProcessInputs } from '#domain/processes.ts';
import type { RetiredActivities } from '../../activities/retired/index.ts';

const { importContacts } = proxyActivities<RetiredActivities>({
  startToCloseTimeout: '6 hours',
  // A worker that was killed is noticed after this long; another goes on from the last chunk.
  heartbeatTimeout: '20 seconds',
  retry: { initialInterval: '1 second', maximumInterval: '1 minute' },
});

/** One file of contacts. Where it stands is in the import's row; a retry goes on from there. */
export async function contactImport(
  input: ProcessInputs['import'],
): Promise<{ status: string; created: number; updated: number; failed: number }> {
  return importContacts(input);
}
