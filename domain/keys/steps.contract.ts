/** What a key rotation waits for. Its process and the ledger show the same sentences. */
export const WAITS_FOR_USE = 'Every process has to know the new version before it is used.';
export const WAITS_FOR_WRITERS = 'Whoever still writes with the old version has to end.';
export const WAITS_FOR_KEPT = 'Links and codes made with the old version go on working until then.';
