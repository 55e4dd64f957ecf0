/** Limits for the hand-over of a batch, in milliseconds: below QUICK the batch size doubles, above SLOW it halves. */
const QUICK = 100;
const SLOW = 250;

/**
 * Adapts how many claimed messages are handed over before the gate is asked again. At a slow provider few: otherwise
 * most of a chunk would wait while people withdraw. At a quick one the whole chunk.
 * @param least number of messages that the provider takes at once
 */
export function createBatchSize({ least, most }: { least: number; most: number }) {
  let size = least;
  return {
    size: (): number => size,
    /** Reports how long a whole batch took. */
    took(count: number, ms: number): void {
      if (ms > SLOW) size = Math.max(least, Math.floor(size / 2));
      else if (ms < QUICK && count >= size) size = Math.min(most, size * 2);
    },
  };
}
