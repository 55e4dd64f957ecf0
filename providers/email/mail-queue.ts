import type { SendOutcome } from '../outcome.ts';

/** One mail: headers and body with CRLF line ends, before dot-stuffing. It is sent as UTF-8. */
export type BulkMail = {
  from: string;
  to: string;
  data: string;
  /** Deadline as a time of `performance.now()`: a mail not begun by then is not sent (`ELATE`). */
  before?: number;
};

/**
 * A mail, or what makes it just before it is sent, so that only mails under way are in memory. Null: it could not be
 * made, and nothing is sent.
 */
export type QueuedMail = BulkMail | (() => BulkMail | null);

/**
 * The queue that the connections of one call share. A mail goes to `back` when its connection broke before its body.
 */
export type MailQueue = {
  mails: readonly QueuedMail[];
  outcomes: (SendOutcome | undefined)[];
  next: number;
  back: number[];
  /** Mails that were given back once; the second time they are deferred. */
  again: Set<number>;
};

export const queueOf = (mails: readonly QueuedMail[]): MailQueue => ({
  mails,
  outcomes: [],
  next: 0,
  back: [],
  again: new Set(),
});

export const hasMore = (queue: MailQueue): boolean =>
  queue.back.length > 0 || queue.next < queue.mails.length;

/** Returns a mail to the queue for another connection; false the second time. */
export function giveBack(queue: MailQueue, index: number): boolean {
  if (queue.again.has(index)) return false;
  queue.again.add(index);
  queue.back.push(index);
  return true;
}

/**
 * Returns one outcome per mail, in order. A mail that no connection took was certainly not sent.
 * @param why the reason why no connection took it
 */
export const outcomesOf = (queue: MailQueue, why: string | null): SendOutcome[] =>
  queue.mails.map(
    (_, i) => queue.outcomes[i] ?? { status: 'deferred', code: why ?? 'ECONNECTION' },
  );
