/** What a review waits for. Its process and the ledger show the same sentence. */
export const WAITS_FOR_DECISION =
  'Somebody has to read the message and decide whether it is a withdrawal. At the legal deadline it is treated as one.';
export const WAITS_FOR_READER =
  'Somebody may read the message and decide what it means. At the end it lapses, and nothing follows.';
