/** What the process of an invitation waits for; pages show it. */
export const WAITS_FOR_ACCEPTANCE = 'The invited person has to accept.';
