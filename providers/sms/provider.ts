import type { SendOutcome } from '../outcome.ts';

/** `reference` is our own id; the provider's status callback brings it back. `to` is E.164. */
export type SmsMessage = {
  to: string;
  body: string;
  reference: { tenantId: string; kind: 'message' | 'verification'; id: string };
  /** Not begun by this moment of `performance.now()`, it is not sent (`ELATE`). */
  before?: number;
};

/** A text as the provider has it on record. `status` is its own word, as in status callbacks. */
export type SentText = {
  providerMessageId: string;
  body: string;
  status: string;
  errorCode: string | null;
  createdAt: Date;
  billed: Bill;
};

/** What the provider has on record; null when it could not be asked just now. */
export type SentTexts = readonly SentText[] | null;

/** What a text was billed at, as far as it is known: a price without its sign, the currency in capitals. */
export type Bill = { price: string | null; currency: string | null; segments: number | null };

export type SmsProvider = {
  /** Hands one text over. Never throws for what a provider or the network does. */
  send(message: SmsMessage): Promise<SendOutcome>;
  /** Our texts to a number since a moment, newest first; absent where a provider keeps no such record. */
  sentTo?(to: string, since: Date): Promise<SentTexts>;
  /** What a text has cost; null when it could not be asked just now. Absent where a provider keeps no such record. */
  billOf?(providerMessageId: string): Promise<Bill | null>;
  /**
   * Deletes the provider's copy of a text; one it does not have any more is no error. @throws when it could not be
   * asked, or the text is still under way: try again
   */
  forget?(providerMessageId: string): Promise<void>;
};
