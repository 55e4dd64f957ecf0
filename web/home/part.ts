/** A part of a page that is asked for by itself: another part's failure does not take it along. */
export type Part<T> = { ok: true; data: T } | { ok: false };
