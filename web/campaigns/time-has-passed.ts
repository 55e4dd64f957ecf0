/** The error for a typed time in the past; the page then offers to send now. */
export const TIME_HAS_PASSED = 'This time has passed. Choose a later one, or send it now.';

/** The error for a typed time too far ahead; sending now would be no remedy for a mistyped year. */
export const TIME_TOO_FAR = 'This is more than two years ahead. Check the year.';
