/*
 * The clock of this process. Every test file runs in its own process. Postgres keeps the true time, so code that uses
 * the wrong clock produces wrong results.
 */
const Real = Date;

/** Moves this process' clock by so many milliseconds; 0 restores the true time. */
export function setProcessClock(ms: number): void {
  globalThis.Date = new Proxy(Real, {
    construct: (target, args, self) =>
      Reflect.construct(target, args.length ? args : [target.now() + ms], self),
    apply: (target) => new target(target.now() + ms).toString(),
    get: (target, name) => (name === 'now' ? () => target.now() + ms : Reflect.get(target, name)),
  });
}
