/** Limits how many functions run at once; the others wait in line. */
export function atMost(limit: number): (run: () => Promise<unknown>) => Promise<void> {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (run) => {
    if (running >= limit) await new Promise<void>((go) => waiting.push(go));
    else running++;
    try {
      await run();
    } finally {
      const next = waiting.shift();
      // Passes the slot to the next one, or frees it.
      if (next) next();
      else running--;
    }
  };
}
