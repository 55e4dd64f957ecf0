export type Recipient = {
  address: string;
  detail?: string;
  /** Where it is not the report's. */
  permanence?: MailReport['permanence'];
};

/** What somebody's mail system said about a mail of ours, whatever the road it came by. */
export type MailReport = {
  kind: 'delivery' | 'bounce' | 'complaint';
  /** Of a bounce. Null: it says nothing about the address (too large, refused for its content). */
  permanence: 'permanent' | 'transient' | null;
  /** RFC 3463 status or the provider's word; never free text. */
  code: string | null;
  /** As the report names them; one notice may be about many, each with a permanence of its own. */
  recipients: readonly Recipient[];
  /** As the report says, null when it does not; whether that can be is judged where it is kept. */
  occurredAt: Date | null;
  /** Signed tokens found in it, the likeliest first: which mail it is about. */
  tokens: readonly string[];
  /** Message-IDs found in it, without angle brackets: the same, unsigned. */
  messageIds: readonly string[];
};

/** The header that carries a mail's token, for reports that quote the mail but not its envelope. */
export const REFERENCE_HEADER = 'X-Assent-Reference';
/** The tag that carries it through Amazon SES (`X-SES-MESSAGE-TAGS`), which overwrites Message-IDs. */
export const REFERENCE_TAG = 'assent-reference';
