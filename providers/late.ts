import type { SendOutcome } from './outcome.ts';

/**
 * Returns whether the deadline `before`, a time of `performance.now()`, has passed. A message that was not begun by
 * then is not handed over at all.
 */
export const isOver = (before: number | undefined): boolean =>
  before !== undefined && performance.now() >= before;

export const LATE: SendOutcome = { status: 'deferred', code: 'ELATE' };
