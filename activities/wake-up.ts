/** A wake-up call that is kept until somebody waits for it. */
export type WakeUp = {
  wake(): void;
  /** Waits for a wake-up, at most `ms` milliseconds. */
  wait(ms: number): Promise<void>;
};

export function createWakeUp(): WakeUp {
  let awake = false;
  let waiter: (() => void) | undefined;
  return {
    wake() {
      awake = true;
      waiter?.();
    },
    async wait(ms) {
      if (!awake) {
        await new Promise<void>((done) => {
          const timer = setTimeout(done, ms);
          waiter = () => {
            clearTimeout(timer);
            done();
          };
        });
      }
      awake = false;
      waiter = undefined;
    },
  };
}
