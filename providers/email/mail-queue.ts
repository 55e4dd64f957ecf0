import type { SendOutcome } from '../outcome.ts';

/** One mail as bytes: headers and body with CRLF line ends. Dots are stuffed on the way out. */
export type BulkMail = {
  from: string;
  to: string;
  data: Buffer;
  /** Not begun by this moment of `performance.now()`, it is not sent (`ELATE`). */
  before?: number;
};

/** What the lines of one call work on together. A mail is in `back` when its line broke before its body. */
export type MailQueue = {
  mails: readonly BulkMail[];
  outcomes: (SendOutcome | undefined)[];
  next: number;
  back: number[];
  /** Mails that were given back once; a second time they are put off. */
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

/** One for each mail, in order. What nobody could take has not left us. @param why no line took it */
export const outcomesOf = (queue: MailQueue, why: string | null): SendOutcome[] =>
  queue.mails.map(
    (_, i) => queue.outcomes[i] ?? { status: 'deferred', code: why ?? 'ECONNECTION' },
  );
