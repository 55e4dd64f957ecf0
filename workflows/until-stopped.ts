import { CancellationScope, condition, isCancellation } from '@temporalio/workflow';

/**
 * Runs activities side by side until all have ended by themselves, or because they were stopped.
 * @param stop becomes true when they have to stop: those that look at the ledger end by themselves then, and what has
 *   not ended after ten seconds (it waits for its next try, say) is canceled
 * @throws what one of them failed of, once none runs any more
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
