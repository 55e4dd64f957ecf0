/** A text from a phone to one of our numbers, as the provider reports it. */
export type InboundText = {
  from: string;
  to: string;
  body: string;
  providerMessageId: string;
  /** The keyword that the provider recognised and acted on, including the account's own keywords. */
  providerTook?: 'stop' | 'start' | 'help' | undefined;
};
