import type { SendOutcome } from './outcome.ts';

/** `before` is a moment of `performance.now()`: not begun by then, a message is not handed over at all. */
export const isOver = (before: number | undefined): boolean =>
  before !== undefined && performance.now() >= before;

export const LATE: SendOutcome = { status: 'deferred', code: 'ELATE' };
