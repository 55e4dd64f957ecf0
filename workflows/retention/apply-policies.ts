import { proxyActivities } from '@temporalio/workflow';
import type { ProcessInputs } from '#domain/processes.ts';
import type { RetentionActivities } from '../../activities/retention/index.ts';
import { createStanding } from '../standing.ts';

type Kind = Parameters<RetentionActivities['applyRetention']>[0]['kind'];
type Step = 'beginning' | Kind | 'finishing' | 'ended';

const { listKinds, finishRetention } = proxyActivities<RetentionActivities>({
  startToCloseTimeout: '1 minute',
  retry: { initialInterval: '1 second', maximumInterval: '1 minute' },
});

const { applyRetention } = proxyActivities<RetentionActivities>({
  startToCloseTimeout: '12 hours',
  // After this time the server sees that a worker was killed; another one continues where it stopped.
  heartbeatTimeout: '10 seconds',
  // With pauses of minutes, workers that restart often would delay a run that makes progress each time.
  retry: { initialInterval: '1 second', maximumInterval: '5 seconds' },
});

/** Runs retention once, kind by kind. The order makes sure that no kind makes a later one due. */
export async function applyPolicies(
  input: ProcessInputs['retention'],
): Promise<{ status: string }> {
  const standing = createStanding<Step>('beginning');
  const kinds = await listKinds(input);
  for (const [i, kind] of kinds.entries()) {
    standing.enter(kind, { counts: { kinds: kinds.length, done: i } });
    await applyRetention.executeWithOptions(
      { summary: `Take away what is due of ${kind.replaceAll('_', ' ')}` },
      [{ ...input, kind }],
    );
  }
  standing.enter('finishing', { counts: { kinds: kinds.length, done: kinds.length } });
  await finishRetention(input);
  standing.enter('ended');
  return { status: 'completed' };
}
