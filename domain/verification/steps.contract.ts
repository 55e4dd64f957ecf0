/** What a verification waits for, as its process and the ledger state it. */
export const WAITS_FOR_CODE = 'The person has to enter the code.';
