import {
  ActivityCancellationType,
  CancellationScope,
  isCancellation,
  setHandler,
  type SignalDefinition,
} from '@temporalio/workflow';
import { createStanding } from './standing.ts';

type Step = 'counting_rows' | 'importing_rows' | 'tidying_up' | 'ended';

/** Options of the activities that read a file. */
export const READING = {
  startToCloseTimeout: '6 hours',
  // After this time the server sees that a worker was killed; another one continues from the last chunk.
  heartbeatTimeout: '20 seconds',
  retry: { initialInterval: '1 second', maximumInterval: '1 minute' },
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
} as const;
/** Options of the activity that removes the file. */
export const TIDYING = {
  startToCloseTimeout: '1 minute',
  retry: { initialInterval: '1 second', maximumInterval: '1 minute' },
} as const;

/**
 * Imports one file of any kind. The import's row records the progress, so each attempt continues from there. An
 * import is canceled in that row; a signal reports it here.
 * @param told the signal that the import was canceled
 * @param steps `counted` returns the counts that the standing shows of a finished file
 */
export async function importFile<Run>(
  told: SignalDefinition<[Record<string, never>]>,
  steps: {
    count(): Promise<{ total: number }>;
    read(): Promise<unknown>;
    tidyUp(): Promise<Run>;
    counted(run: Run): Record<string, number>;
  },
): Promise<Run> {
  const standing = createStanding<Step>('counting_rows');
  const scope = new CancellationScope();
  let canceled = false;
  setHandler(told, () => {
    canceled = true;
    scope.cancel();
  });
  try {
    await scope.run(async () => {
      const { total } = await steps.count();
      standing.enter('importing_rows', { counts: { rows: total } });
      await steps.read();
    });
  } catch (error) {
    if (!canceled || !isCancellation(error)) throw error;
  }
  standing.enter('tidying_up');
  const run = await steps.tidyUp();
  standing.enter('ended', { counts: steps.counted(run) });
  return run;
}
