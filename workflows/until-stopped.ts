import { CancellationScope, condition, isCancellation } from '@temporalio/workflow';

/**
 * Runs activities side by side until all have ended by themselves, or because they were stopped.
 * @param stop becomes true when they have to stop
 * @throws what one of them failed of, once none runs any more
 */
export const untilStopped = (
  work: readonly (() => Promise<unknown>)[],
  stop: () => boolean,
): Promise<void> =>
  CancellationScope.cancellable(async () => {
    const all = Promise.allSettled(work.map((run) => run()));
    await Promise.race([all, condition(stop)]);
    CancellationScope.current().cancel();
    for (const one of await all) {
      if (one.status === 'rejected' && !isCancellation(one.reason)) throw one.reason;
    }
  });
