import { Context } from '@temporalio/activity';

/** Heartbeat interval in milliseconds: a third of the shortest heartbeat timeout of the activities that use it. */
const INTERVAL_MS = 3_000;

/**
 * Sends heartbeats at intervals while work runs: a chunk that waits for a lock is not a dead worker.
 * @param work calls `progress` between two steps, where it may be stopped; each heartbeat contains the last given
 *   details (only counts)
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
