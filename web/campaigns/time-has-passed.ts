/** The error for a typed time in the past; the page then offers to send now. */
export const TIME_HAS_PASSED = 'This time has passed. Choose a later one, or send it now.';
