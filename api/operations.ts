/** Every operation of the public API; each module adds its own by one line. */
export const operations = {};
