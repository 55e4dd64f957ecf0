export type Recipient = {
  address: string;
  detail?: string;
  /** Where it differs from the report's. */
  permanence?: MailReport['permanence'];
};

/** What a mail system reported about a mail of ours, by any channel. */
export type MailReport = {
  kind: 'delivery' | 'bounce' | 'complaint';
  /** For a bounce. Null: it says nothing about the address (too large, refused for its content). */
  permanence: 'permanent' | 'transient' | null;
  /** RFC 3463 status or the provider's code; never free text. */
  code: string | null;
  /** As in the report; one notice may be about many recipients, each with its own permanence. */
  recipients: readonly Recipient[];
  /** As in the report, null when it has none; its plausibility is checked where it is stored. */
  occurredAt: Date | null;
  /** Signed tokens found in it, the likeliest first. They identify the mail. */
  tokens: readonly string[];
  /** Message-IDs found in it, without angle brackets. They identify the mail too, but are unsigned. */
  messageIds: readonly string[];
};

/** The header that carries a mail's token, for reports that quote the mail but not its envelope. */
export const REFERENCE_HEADER = 'X-Assent-Reference';
/** The tag that carries it through Amazon SES (`X-SES-MESSAGE-TAGS`), which overwrites Message-IDs. */
export const REFERENCE_TAG = 'assent-reference';
