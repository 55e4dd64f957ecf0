import type { SendOutcome } from '../outcome.ts';

/** `reference` is our own id; the provider's status callback returns it. `to` is E.164. */
export type SmsMessage = {
  to: string;
  body: string;
  reference: { tenantId: string; kind: 'message' | 'verification'; id: string };
  /** Deadline as a time of `performance.now()`: a text not begun by then is not sent (`ELATE`). */
  before?: number;
};

/** The provider's record of a text. `status` is the provider's term, as in status callbacks. */
export type SentText = {
  providerMessageId: string;
  body: string;
  status: string;
  errorCode: string | null;
  createdAt: Date;
  billed: Bill;
};

/** The provider's records; null when it did not answer. */
export type SentTexts = readonly SentText[] | null;

/** The charge for a text, as far as known: a price without its sign, the currency in capitals. */
export type Bill = { price: string | null; currency: string | null; segments: number | null };

/** Hands texts to an SMS provider. */
export type SmsProvider = {
  /** Hands one text over. Failures of the provider or the network are outcomes; it never throws for them. */
  send(message: SmsMessage): Promise<SendOutcome>;
  /** Returns our texts to a number since a time, newest first. Absent where a provider keeps no such record. */
  sentTo?(to: string, since: Date): Promise<SentTexts>;
  /**
   * Returns the charge for a text; null when the provider did not answer. Absent where a provider keeps no such
   * record.
   */
  billOf?(providerMessageId: string): Promise<Bill | null>;
  /**
   * Deletes the provider's copy of a text; a text that it no longer has is no error.
   * @throws {Error} when the provider did not answer, or the text is still being sent: try again
   */
  forget?(providerMessageId: string): Promise<void>;
};
