import { patched, proxyActivities } from '@temporalio/workflow';
import type { RetentionActivities } from '../../activities/retention/index.ts';
import { startBeside } from '../start-beside.ts';
import { applyPolicies } from './apply-policies.ts';

const { beginRetention } = proxyActivities<RetentionActivities>({
  startToCloseTimeout: '1 minute',
  retry: { initialInterval: '5 seconds', maximumInterval: '5 minutes' },
  summary: 'Take down the policies and the moment they are applied to',
});

/** Begun by the schedule of an organisation, once a day: begins the run of the day, which is a process of its own. */
export async function retentionDay(input: { tenantId: string }): Promise<{ run: string }> {
  const { run, running } = await beginRetention(input);
  // Before, the activity started the run.
  if (patched('run-is-a-child') && running) {
    const summary = 'One run of retention';
    const { tenantId } = input;
    await startBeside('retention', applyPolicies, { tenantId, id: run }, { summary });
  }
  return { run };
}
