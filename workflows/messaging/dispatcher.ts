import { continueAsNew, proxyActivities, workflowInfo } from '@temporalio/workflow';
import type { MessagingActivities } from '../../activities/messaging/index.ts';

const { dispatchOutbox } = proxyActivities<MessagingActivities>({
  startToCloseTimeout: '15 minutes',
  // A worker that was killed is noticed after this long, and another one takes over.
  heartbeatTimeout: '10 seconds',
  retry: { initialInterval: '1 second', maximumInterval: '10 seconds' },
});

/** Keeps one dispatcher running for ever; there is one of it. */
export async function dispatcher(): Promise<void> {
  while (!workflowInfo().continueAsNewSuggested) await dispatchOutbox();
  await continueAsNew<typeof dispatcher>();
}
