import { Context } from '@temporalio/activity';

/** Milliseconds; a third of the shortest heartbeat timeout among the activities that beat so. */
const BEAT = 3_000;

/**
 * Beats by the clock while work goes on: a chunk that waits for somebody's lock is not a dead worker.
 * @param work calls `progress` between two steps, where it may be stopped
 */
export async function beating<T>(work: (progress: () => void) => Promise<T>): Promise<T> {
  const activity = Context.current();
  const beat = setInterval(() => activity.heartbeat(), BEAT);
  try {
    return await work(() => activity.cancellationSignal.throwIfAborted());
  } finally {
    clearInterval(beat);
  }
}
