import { Context } from '@temporalio/activity';

/** Milliseconds; a third of the shortest heartbeat timeout among the activities that beat so. */
const INTERVAL_MS = 3_000;

/**
 * Beats by the clock while work goes on: a chunk that waits for somebody's lock is not a dead worker.
 * @param work calls `progress` between two steps, where it may be stopped; what it says there is what each heartbeat
 *   says until the next step: counts only
 */
export async function withHeartbeat<T, Details = never>(
  work: (progress: (details?: Details) => void) => Promise<T>,
): Promise<T> {
  const activity = Context.current();
  let last: Details | undefined;
  const timer = setInterval(() => activity.heartbeat(last), INTERVAL_MS);
  try {
    return await work((details) => {
      if (details !== undefined) activity.heartbeat((last = details));
      activity.cancellationSignal.throwIfAborted();
    });
  } finally {
    clearInterval(timer);
  }
}
