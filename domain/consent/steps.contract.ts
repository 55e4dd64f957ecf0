/** What a request for consent waits for. Its process and the ledger show the same sentence. */
export const WAITS_FOR_ANSWER =
  'The person has to confirm with the code or the link that they were sent.';
