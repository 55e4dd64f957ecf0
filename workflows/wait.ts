import { condition, defineSignal, setDefaultSignalHandler, setHandler } from '@temporalio/workflow';

/** The only signal of retired workflows: "look at the ledger again". */
export const changed = defineSignal('changed');

const MINUTE = 60_000;

/**
 * Waits for `changed` or for a time. A signal can be lost while Temporal is away, so a waiting workflow also looks by
 * itself: after 1, 2, 4 … minutes, at most every hour.
 */
export function createWaiting() {
  let news = false;
  let looks = 0;
  const look = (): void => {
    news = true;
    looks = 0;
  };
  setHandler(changed, look);
  // Newer versions of a process get named signals; an older version treats each of them as news.
  setDefaultSignalHandler(look);
  return {
    /** @param ms the longest wait; 0 or less returns at once */
    async wait(ms: number): Promise<void> {
      const patience = Math.min(2 ** looks * MINUTE, 60 * MINUTE);
      looks++;
      if (!news && ms > 0) await condition(() => news, Math.min(ms, patience));
      news = false;
    },
  };
}
