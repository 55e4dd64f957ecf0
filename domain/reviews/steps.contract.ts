/** What a review waits for. Its process and the ledger show the same sentence. */
export const WAITS_FOR_DECISION =
  'Somebody has to read the words and decide whether they are a withdrawal. At the legal end they are taken for one.';
