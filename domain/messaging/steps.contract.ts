/** What a message waits for, in the words of its process and the ledger. */
export const WAITS_FOR_CONSENT = 'The person has to say yes to the request for consent.';
