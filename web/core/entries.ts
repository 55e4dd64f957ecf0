/** Returns the entries of a field that takes several, separated by commas, semicolons or lines. */
export const entriesOf = (typed: string): string[] =>
  typed
    .split(/[,;\n]/)
    .map((entry) => entry.trim())
    .filter(Boolean);
