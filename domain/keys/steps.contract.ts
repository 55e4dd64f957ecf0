/** What a key rotation waits for. Its process and the ledger show the same sentences. */
export const WAITS_FOR_USE = 'Every process has to load the new version before it is used.';
export const WAITS_FOR_WRITERS = 'Processes that still write with the old version have to finish.';
export const WAITS_FOR_KEPT = 'Links and codes made with the old version keep working until then.';
