import { continueAsNew, patched, proxyActivities, sleep, workflowInfo } from '@temporalio/workflow';
import type { Standing } from '#domain/processes.ts';
import type { AuditActivities } from '../../activities/audit/index.ts';
import type { HousekeepingActivities } from '../../activities/housekeeping/index.ts';
import { isLong } from '../long-run.ts';
import { createStanding } from '../standing.ts';

const { deliverOverdue } = proxyActivities<HousekeepingActivities>({
  startToCloseTimeout: '5 minutes',
  heartbeatTimeout: '1 minute',
  retry: { initialInterval: '5 seconds', maximumInterval: '1 minute' },
  summary: 'Start and tell the processes that did not hear of a change',
});
const { sealAudits } = proxyActivities<AuditActivities>({
  startToCloseTimeout: '30 minutes',
  heartbeatTimeout: '1 minute',
  retry: { initialInterval: '5 seconds', maximumInterval: '1 minute' },
  summary: 'Seal the audit logs of all organizations',
});

/**
 * Does what has to happen every minute for the whole installation; there is one instance. It runs for ever, so that
 * Temporal Web shows one process instead of two closed ones for each minute.
 */
export async function housekeeping(input: { id: string }, before?: Standing): Promise<void> {
  const standing = createStanding<'every_minute'>('every_minute', before);
  // Runs that began before this patch continue until the server suggests a new run.
  const over = patched('short-runs') ? isLong : () => workflowInfo().continueAsNewSuggested;
  await Promise.all([everyMinute(deliverOverdue, over), everyMinute(sealAudits, over)]);
  await continueAsNew<typeof housekeeping>(input, standing.carried);
}

/** Repeats the work every minute until this run's history is long enough. */
async function everyMinute(work: () => Promise<unknown>, over: () => boolean): Promise<void> {
  while (!over()) {
    await work();
    await sleep('1 minute');
  }
}
