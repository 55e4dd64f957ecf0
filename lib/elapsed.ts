/**
 * Starts a stopwatch of this process. By the larger of its two clocks: the monotonic one stands still while a
 * machine sleeps, the other may be set back. For "how long ago", never for "when": that is `timeOf`.
 * @returns how many milliseconds have passed since
 */
export function stopwatch(): () => number {
  const [monotonic, wall] = [performance.now(), Date.now()];
  return () => Math.max(performance.now() - monotonic, Date.now() - wall);
}

/**
 * A clock that is told the time now and then and counts on by itself, whatever this machine's clock says.
 * @returns `now` in milliseconds since 1970; @throws before it has been told
 */
export function toldClock() {
  let ahead: number | undefined;
  return {
    tell: (time: Date): void => {
      ahead = time.getTime() - performance.now();
    },
    now: (): number => {
      if (ahead === undefined) throw new Error('This clock has not been told the time');
      return performance.now() + ahead;
    },
  };
}
export type ToldClock = ReturnType<typeof toldClock>;
