import { proxyActivities } from '@temporalio/workflow';
import type { ProcessInputs } from '#domain/processes.ts';
import type { RetiredActivities } from '../../activities/retired/index.ts';
import { createWaiting } from '../wait.ts';

const { advanceExport } = proxyActivities<RetiredActivities>({
  startToCloseTimeout: '2 hours',
  heartbeatTimeout: '1 minute',
  retry: { initialInterval: '1 second', maximumInterval: '1 minute' },
});

/** Makes one copy of everything about a person, and takes it away when its time is over. */
export async function privacyExport(
  input: ProcessInputs['privacy-export'],
): Promise<{ status: string }> {
  const { wait } = createWaiting();
  for (;;) {
    const now = await advanceExport(input);
    if (now.waitMs === 0) return { status: now.status };
    await wait(now.waitMs);
  }
}
