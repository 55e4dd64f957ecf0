import { proxyActivities } from '@temporalio/workflow';
import type { ProcessInputs } from '#domain/processes.ts';
import type { ConsentActivities } from '../../activities/consent/index.ts';
import type { RetiredActivities } from '../../activities/retired/index.ts';
import { createWaiting } from '../wait.ts';

const { advanceOptIn, confirmOptIn } = proxyActivities<ConsentActivities & RetiredActivities>({
  startToCloseTimeout: '30 seconds',
  retry: { initialInterval: '1 second', maximumInterval: '1 minute' },
});

/**
 * One request for consent: waits until the person has said yes, or until the request lapses; then says
 * so once. The yes itself is recorded where the code is checked, not here.
 */
export async function optIn(input: ProcessInputs['opt-in']): Promise<{ state: string }> {
  const { wait } = createWaiting();
  for (;;) {
    const now = await advanceOptIn(input);
    if (now.state === 'granted') await confirmOptIn(input);
    if (now.waitMs === 0) return { state: now.state };
    await wait(now.waitMs);
  }
}
