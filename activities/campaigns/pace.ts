import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Creates a pace that keeps a rate: after `count` messages it waits until they are no longer too many for the time
 * since the start.
 */
export function createPace() {
  let startedAt = performance.now();
  let sent = 0;
  let current: number | null = null;
  return async (count: number, perSecond: number | null, signal: AbortSignal): Promise<void> => {
    if (perSecond !== current) {
      // A new rate counts from now on.
      current = perSecond;
      startedAt = performance.now();
      sent = 0;
    }
    if (perSecond === null) return;
    sent += count;
    const due = startedAt + (sent / perSecond) * 1000;
    const wait = due - performance.now();
    if (wait > 0) await sleep(wait, undefined, { signal }).catch(() => undefined);
  };
}
