import type { Database } from '#lib/db.ts';
import { CHANNEL, growthOf } from './notify.ts';

/** Who waits in this process for news of answers, by the answer's id. One listener serves all of them. */
export type Hub = {
  /**
   * Resolves with news of an answer, or after some time.
   * @param of `growth`: also when more of it has come
   */
  news(id: string, ms: number, of: 'growth' | 'end'): { came: Promise<void>; stop: () => void };
};

const hubs = new WeakMap<Database, Hub>();

/** Returns the hub of a database; it listens from its first use until the database is closed. */
export function hubOf(db: Database): Hub {
  const known = hubs.get(db);
  if (known) return known;
  const waiting = new Map<string, Set<() => void>>();
  void db.listen(CHANNEL, (said) => {
    for (const tell of waiting.get(said) ?? []) tell();
  });
  const hub: Hub = {
    news(id, ms, of) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, ms);
      const names = of === 'growth' ? [id, growthOf(id)] : [id];
      for (const name of names) {
        const all = waiting.get(name) ?? new Set();
        waiting.set(name, all.add(resolve));
      }
      const stop = (): void => {
        clearTimeout(timer);
        for (const name of names) {
          const all = waiting.get(name);
          all?.delete(resolve);
          if (!all?.size) waiting.delete(name);
        }
        resolve();
      };
      return { came: promise.finally(stop), stop };
    },
  };
  hubs.set(db, hub);
  return hub;
}
