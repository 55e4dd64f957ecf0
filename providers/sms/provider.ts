import type { SendOutcome } from '../outcome.ts';

/** `reference` is our own id; the provider's status callback brings it back. `to` is E.164. */
export type SmsMessage = {
  to: string;
  body: string;
  reference: { tenantId: string; kind: 'message' | 'verification'; id: string };
};

export type SmsProvider = {
  /** Hands one text over. Never throws for what a provider or the network does. */
  send(message: SmsMessage): Promise<SendOutcome>;
};
