import {
  continueAsNew,
  makeContinueAsNewFunc,
  patched,
  proxyActivities,
  workflowInfo,
} from '@temporalio/workflow';
import type { RetiredActivities } from '../../activities/retired/index.ts';
import type { dispatchMessages } from '../messaging/dispatch-messages.ts';

const { dispatchOutbox } = proxyActivities<RetiredActivities>({
  startToCloseTimeout: '15 minutes',
  heartbeatTimeout: '10 seconds',
  retry: { initialInterval: '1 second', maximumInterval: '10 seconds' },
});

/** It ran for ever: after the shift that it is in, it goes on as the process that took its place. */
export async function dispatcher(): Promise<void> {
  while (!workflowInfo().continueAsNewSuggested) {
    await dispatchOutbox();
    if (patched('dispatch-messages')) {
      const goOn = makeContinueAsNewFunc<typeof dispatchMessages>({
        workflowType: 'dispatchMessages',
      });
      await goOn({ id: 'outbox' });
    }
  }
  await continueAsNew<typeof dispatcher>();
}
