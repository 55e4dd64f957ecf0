import { patched, proxyActivities } from '@temporalio/workflow';
import type { RetentionActivities } from '../../activities/retention/index.ts';
import { startBeside } from '../start-beside.ts';
import { applyPolicies } from './apply-policies.ts';

const { beginRetention } = proxyActivities<RetentionActivities>({
  startToCloseTimeout: '1 minute',
  retry: { initialInterval: '5 seconds', maximumInterval: '5 minutes' },
  summary: 'Take down the policies and the moment they are applied to',
});

/** Starts the retention run of the day as a child workflow. An organisation's schedule starts it once a day. */
export async function retentionDay(input: { tenantId: string }): Promise<{ run: string }> {
  const { run, running } = await beginRetention(input);
  // Before this patch the activity started the run.
  if (patched('run-is-a-child') && running) {
    const summary = 'One run of retention';
    const { tenantId } = input;
    await startBeside('retention', applyPolicies, { tenantId, id: run }, { summary });
  }
  return { run };
}
