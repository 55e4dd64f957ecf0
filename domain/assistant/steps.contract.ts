/** What a call waits for, in a sentence for people. */
export const WAITS_FOR_MODEL = 'The language model has to answer.';

/** A reservation is rolled back after this time, whatever became of its call. */
export const RESERVED_FOR_MS = 5 * 60_000;
