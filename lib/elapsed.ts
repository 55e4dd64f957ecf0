/**
 * Starts a stopwatch. It uses the larger of two clocks: the monotonic one stops while the machine sleeps, and the
 * system clock may be set back. Use it for "how long ago", never for "when" (that is `timeOf`).
 * @returns a function that returns the milliseconds since the start
 */
export function stopwatch(): () => number {
  const [monotonic, wall] = [performance.now(), Date.now()];
  return () => Math.max(performance.now() - monotonic, Date.now() - wall);
}

/**
 * Creates a clock that is set from outside now and then and runs on by itself, independent of this machine's clock.
 * @returns `now` in milliseconds since 1970; it throws before the first `tell`
 */
export function toldClock() {
  let ahead: number | undefined;
  return {
    tell: (time: Date): void => {
      ahead = time.getTime() - performance.now();
    },
    now: (): number => {
      if (ahead === undefined) throw new Error('This clock has not been set');
      return performance.now() + ahead;
    },
  };
}
export type ToldClock = ReturnType<typeof toldClock>;
