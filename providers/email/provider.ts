import type { Mailbox } from '#lib/mailbox.ts';
import type { SendOutcome } from '../outcome.ts';
import type { DkimKey } from './dkim.ts';

/** `messageId` is the Message-ID without angle brackets; a repeat must carry the same one. */
export type EmailMessage = {
  to: string;
  from: Mailbox;
  /** Where answers go, if not to `from`. */
  replyTo?: string;
  /** Where bounces go, if not to `from`: the envelope's sender. */
  envelopeFrom?: string;
  subject: string;
  text: string;
  html: string;
  /** RFC 2919, e.g. `<id.host>`. */
  listId?: string;
  /** Unless given it is not signed. */
  dkim?: DkimKey;
  messageId: string;
  /** Not begun by this moment of `performance.now()`, it is not sent (`ELATE`). */
  before?: number;
  headers?: Record<string, string>;
};

export type EmailProvider = {
  /** Hands one mail over. Never throws for what a provider or the network does. */
  send(message: EmailMessage): Promise<SendOutcome>;
  close(): Promise<void>;
};
