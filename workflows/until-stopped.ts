import { CancellationScope, condition, isCancellation } from '@temporalio/workflow';

/**
 * Runs activities in parallel until all have ended, by themselves or because they were stopped.
 * @param stop becomes true when they have to stop. Activities that look at the ledger then end by themselves; those
 *   still open after ten seconds (waiting for a retry, for example) are canceled.
 * @throws the error of the first failed activity, once none runs any more
 */
export const untilStopped = (
  work: readonly (() => Promise<unknown>)[],
  stop: () => boolean,
): Promise<void> =>
  CancellationScope.cancellable(async () => {
    let ended = false;
    const all = Promise.allSettled(work.map((run) => run())).finally(() => {
      ended = true;
    });
    await condition(() => ended || stop());
    if (!ended && !(await condition(() => ended, '10 seconds', { summary: 'They end by then' }))) {
      CancellationScope.current().cancel();
    }
    for (const one of await all) {
      if (one.status === 'rejected' && !isCancellation(one.reason)) throw one.reason;
    }
  });
