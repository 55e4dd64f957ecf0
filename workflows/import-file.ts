import {
  ActivityCancellationType,
  CancellationScope,
  isCancellation,
  setHandler,
  type SignalDefinition,
} from '@temporalio/workflow';
import { createStanding } from './standing.ts';

type Step = 'counting_rows' | 'importing_rows' | 'tidying_up' | 'ended';

/** Of the activities that read a file. */
export const READING = {
  startToCloseTimeout: '6 hours',
  // A worker that was killed is noticed after this long; another goes on from the last chunk.
  heartbeatTimeout: '20 seconds',
  retry: { initialInterval: '1 second', maximumInterval: '1 minute' },
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
} as const;
/** Of the one that takes it away. */
export const TIDYING = {
  startToCloseTimeout: '1 minute',
  retry: { initialInterval: '1 second', maximumInterval: '1 minute' },
} as const;

/**
 * One file, of whatever kind. How far it is stands in the import's row, so that each try goes on from there; whoever
 * stops it does so in that row, and this process is told.
 * @param told that somebody has stopped it
 * @param steps `counted`: what the standing says of a file that has ended
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
