import type { SendOutcome } from '../outcome.ts';

/** `messageId` is the Message-ID without angle brackets; a repeat must carry the same one. */
export type EmailMessage = {
  to: string;
  from: string;
  /** Where bounces go, if not to `from`: the envelope's sender. */
  envelopeFrom?: string;
  subject: string;
  text: string;
  html?: string;
  messageId: string;
  headers?: Record<string, string>;
};

export type EmailProvider = {
  /** Hands one mail over. Never throws for what a provider or the network does. */
  send(message: EmailMessage): Promise<SendOutcome>;
  close(): Promise<void>;
};
