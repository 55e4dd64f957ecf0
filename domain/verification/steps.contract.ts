/** What a verification waits for, in the words of its process and the ledger. */
export const WAITS_FOR_CODE = 'The person has to enter the code.';
