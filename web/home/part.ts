/** A part of a page that is loaded separately, so that a failure of one part leaves the others. */
export type Part<T> = { ok: true; data: T } | { ok: false };
