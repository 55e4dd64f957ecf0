/** Limits for the hand-over of a batch, in milliseconds: below QUICK the batch size doubles, above SLOW it halves. */
const QUICK = 100;
const SLOW = 250;

/**
 * Adapts how many messages are claimed and handed over together. At a slow provider few: otherwise most would wait
 * while people withdraw. At a quick one many.
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
