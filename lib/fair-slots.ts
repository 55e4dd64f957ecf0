/** Slots that many parties share. */
export type FairSlots = {
  /** Runs work when it has a slot. */
  run: <T>(party: string, work: () => Promise<T>) => Promise<T>;
  /** Returns the number of works that hang. */
  hanging: () => number;
};

/**
 * Creates slots that many parties share, so that none can take them all. A slot goes to the waiting party that has
 * the fewest works running, of several to the one that has waited longest. A work that has run for longer than `slowMs`
 * hangs: it gives its common slot up and counts only to its own party, so any number of hanging parties hold up nobody
 * else.
 * @param options.common works at the same time, without those that hang
 * @param options.each works of one party at the same time, with those that hang
 */
export function createFairSlots({
  common,
  each,
  slowMs,
}: {
  common: number;
  each: number;
  slowMs: number;
}): FairSlots {
  /** Works that have a common slot, oldest first, with the time when they count as hanging. */
  const quick = new Map<symbol, number>();
  /** Number of all works, by party. */
  const running = new Map<string, number>();
  let all = 0;
  /** Works that wait, by party; the party that has waited longest first. */
  const waiting = new Map<string, (() => void)[]>();
  let timer: NodeJS.Timeout | undefined;

  const setAside = (): void => {
    const now = performance.now();
    for (const [work, slowAt] of quick) {
      if (slowAt > now) break;
      quick.delete(work);
    }
  };
  const hasRoom = (): boolean => {
    if (quick.size >= common) setAside();
    return quick.size < common;
  };
  const runs = (party: string): number => running.get(party) ?? 0;

  const nextParty = (): string | undefined => {
    let next: string | undefined;
    for (const party of waiting.keys()) {
      if (runs(party) < each && (next === undefined || runs(party) < runs(next))) next = party;
    }
    return next;
  };

  const serve = (): void => {
    while (waiting.size && hasRoom()) {
      const party = nextParty();
      if (party === undefined) break;
      const works = waiting.get(party) ?? [];
      const next = works.shift();
      waiting.delete(party);
      // At the end of the map: it has just been served.
      if (works.length) waiting.set(party, works);
      next?.();
    }
    look();
  };

  /** Looks again when the oldest work begins to hang, while somebody waits for its slot. */
  const look = (): void => {
    clearTimeout(timer);
    timer = undefined;
    const [oldest] = quick.values();
    if (!waiting.size || oldest === undefined || quick.size < common) return;
    timer = setTimeout(serve, Math.max(1, oldest - performance.now()));
  };

  const begin = (party: string): symbol => {
    const work = Symbol(party);
    quick.set(work, performance.now() + slowMs);
    running.set(party, runs(party) + 1);
    all++;
    return work;
  };
  const end = (party: string, work: symbol): void => {
    quick.delete(work);
    all--;
    const left = runs(party) - 1;
    if (left) running.set(party, left);
    else running.delete(party);
    if (waiting.size) serve();
  };

  const wait = (party: string): Promise<symbol> =>
    new Promise((mine) => {
      const works = waiting.get(party) ?? [];
      works.push(() => mine(begin(party)));
      waiting.set(party, works);
      if (!timer) look();
    });

  return {
    run: async (party, work) => {
      const free = !waiting.has(party) && runs(party) < each && hasRoom();
      const mine = free ? begin(party) : await wait(party);
      try {
        return await work();
      } finally {
        end(party, mine);
      }
    },
    hanging: () => {
      setAside();
      return all - quick.size;
    },
  };
}
