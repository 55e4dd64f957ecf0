/** What the process of a new password waits for. It and the ledger show the same sentence. */
export const WAITS_FOR_USE = 'The person has to choose a new password by the link they were sent.';
