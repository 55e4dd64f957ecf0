/** What a message waits for, as its process and the ledger state it. */
export const WAITS_FOR_CONSENT = 'The person has to say yes to the request for consent.';
