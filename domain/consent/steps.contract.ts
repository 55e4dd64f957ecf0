/** What a request for consent waits for, as its process and the ledger say it. */
export const WAITS_FOR_ANSWER =
  'The person has to confirm with the code or the link that they were sent.';
