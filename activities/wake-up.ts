/** Rung while nobody listens, it is heard by the next who does. */
export type WakeUp = {
  ring(): void;
  /** Waits for a ring, `ms` at most. */
  rung(ms: number): Promise<void>;
};

export function createWakeUp(): WakeUp {
  let rang = false;
  let heard: (() => void) | undefined;
  return {
    ring() {
      rang = true;
      heard?.();
    },
    async rung(ms) {
      if (!rang) {
        await new Promise<void>((done) => {
          const timer = setTimeout(done, ms);
          heard = () => {
            clearTimeout(timer);
            done();
          };
        });
      }
      rang = false;
      heard = undefined;
    },
  };
}
