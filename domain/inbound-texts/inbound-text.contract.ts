/** A text from a phone to one of our numbers, as the provider reports it. */
export type InboundText = {
  from: string;
  to: string;
  body: string;
  providerMessageId: string;
  /** What the provider took it for and has acted on, its account's own keywords included. */
  providerTook?: 'stop' | 'start' | 'help' | undefined;
};
