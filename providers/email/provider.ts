import type { Mailbox } from '#lib/mailbox.ts';
import type { SendOutcome } from '../outcome.ts';
import type { DkimKey } from './dkim.ts';

/** `messageId` is the Message-ID without angle brackets; a retry must use the same one. */
export type EmailMessage = {
  to: string;
  from: Mailbox;
  /** Reply address, if not `from`. */
  replyTo?: string;
  /** Envelope sender, to which bounces go, if not `from`. */
  envelopeFrom?: string;
  subject: string;
  text: string;
  html: string;
  /** RFC 2919, e.g. `<id.host>`. */
  listId?: string;
  /** The mail is not signed without it. */
  dkim?: DkimKey;
  messageId: string;
  /** Deadline as a time of `performance.now()`: a mail not begun by then is not sent (`ELATE`). */
  before?: number;
  headers?: Record<string, string>;
  /** Whose mail it is: parties take turns, and one whose mails hang holds up no other. */
  party?: string;
};

/** Hands mails to a mail server. */
export type EmailProvider = {
  /** Hands one mail over. Failures of the provider or the network are outcomes; it never throws for them. */
  send(message: EmailMessage): Promise<SendOutcome>;
  close(): Promise<void>;
};
