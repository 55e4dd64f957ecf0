/** What a verification waits for, as its process and the ledger say it. */
export const WAITS_FOR_CODE = 'The person has to enter the code.';
