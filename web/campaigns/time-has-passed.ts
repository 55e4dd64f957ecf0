/** Of a time that was typed; the page then offers to send now. */
export const TIME_HAS_PASSED = 'This time has passed. Choose a later one, or send it now.';
