/*
 * The clock of this process, which is the test file's own: every file runs in a process of its own. Postgres keeps
 * its time, so whatever the product asks of the wrong clock comes out wrong.
 */
const Real = Date;

/** Sets this process' clock so many milliseconds beside the true time; 0 sets it right again. */
export function setProcessClock(ms: number): void {
  globalThis.Date = new Proxy(Real, {
    construct: (target, args, self) =>
      Reflect.construct(target, args.length ? args : [target.now() + ms], self),
    apply: (target) => new target(target.now() + ms).toString(),
    get: (target, name) => (name === 'now' ? () => target.now() + ms : Reflect.get(target, name)),
  });
}
