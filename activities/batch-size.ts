/** A batch should be at the provider within about this time, in milliseconds. */
const QUICK = 100;
const SLOW = 250;

/**
 * How many claimed messages are handed over before the gate is asked again: few at a slow provider, where
 * most of a chunk would wait its turn while people withdraw, all of it at a quick one.
 * @param least what the provider takes at once
 */
export function createBatchSize({ least, most }: { least: number; most: number }) {
  let size = least;
  return {
    size: (): number => size,
    /** Records how long a whole batch took. */
    took(count: number, ms: number): void {
      if (ms > SLOW) size = Math.max(least, Math.floor(size / 2));
      else if (ms < QUICK && count >= size) size = Math.min(most, size * 2);
    },
  };
}
