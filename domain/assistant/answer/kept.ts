import type { Database } from '#lib/db.ts';
import type { Asked } from './asked.ts';

/** Time from a reservation to its call, in milliseconds. After it everything is read again. */
const KEPT_MS = 10_000;
const MOST = 100;

const all = new WeakMap<Database, Map<string, Asked>>();

/**
 * Keeps what a call will ask in the memory of the process that reserved for it. Its next step is mostly done there,
 * too, and so asks exactly what was reserved, without reading and looking for people a second time.
 */
export function keepAsked(db: Database, id: string, asked: Asked): void {
  const kept = all.get(db) ?? new Map<string, Asked>();
  all.set(db, kept);
  if (kept.size >= MOST) return;
  kept.set(id, asked);
  setTimeout(() => kept.delete(id), KEPT_MS).unref();
}

/** Returns what was kept for a call, once. */
export function takeAsked(db: Database, id: string): Asked | null {
  const kept = all.get(db);
  const asked = kept?.get(id) ?? null;
  kept?.delete(id);
  return asked;
}
