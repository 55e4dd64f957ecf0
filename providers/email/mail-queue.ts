import type { SendOutcome } from '../outcome.ts';

/** One mail as bytes: headers and body with CRLF line ends, before dot-stuffing. */
export type BulkMail = {
  from: string;
  to: string;
  data: Buffer;
  /** Deadline as a time of `performance.now()`: a mail not begun by then is not sent (`ELATE`). */
  before?: number;
};

/**
 * The queue that the connections of one call share. A mail goes to `back` when its connection broke before its body.
 */
export type MailQueue = {
  mails: readonly BulkMail[];
  outcomes: (SendOutcome | undefined)[];
  next: number;
  back: number[];
  /** Mails that were given back once; the second time they are deferred. */
  again: Set<number>;
};

export const queueOf = (mails: readonly BulkMail[]): MailQueue => ({
  mails,
  outcomes: [],
  next: 0,
  back: [],
  again: new Set(),
});

export const hasMore = (queue: MailQueue): boolean =>
  queue.back.length > 0 || queue.next < queue.mails.length;

/**
 * Returns one outcome per mail, in order. A mail that no connection took was certainly not sent.
 * @param why the reason why no connection took it
 */
export const outcomesOf = (queue: MailQueue, why: string | null): SendOutcome[] =>
  queue.mails.map(
    (_, i) => queue.outcomes[i] ?? { status: 'deferred', code: why ?? 'ECONNECTION' },
  );
