/** What people and keyboards put between digits: spaces, dashes, marks of direction and other invisible letters. */
const BETWEEN = /[\s\p{Z}\p{Pd}\p{Cf}\u2212]/gu;
const DIGIT = /^\p{Nd}$/u;

/**
 * A code as it was sent, from what somebody typed: digits of any script become ASCII (Arabic-Indic, Persian,
 * Devanagari, full-width, …), what stands between them goes. Anything else stays as it is, for the caller to refuse.
 */
export const typedCode = (typed: string): string =>
  Array.from(typed.normalize('NFKC').replaceAll(BETWEEN, ''), (letter) =>
    DIGIT.test(letter) ? String(valueOf(letter)) : letter,
  ).join('');

/** Unicode keeps the decimal digits of a script side by side, zero to nine, in runs of ten (UAX #44, `Nd`). */
function valueOf(digit: string): number {
  const point = digit.codePointAt(0) ?? 0;
  let first = point;
  while (DIGIT.test(String.fromCodePoint(first - 1))) first--;
  return (point - first) % 10;
}
