import { plainDigits } from '#lib/plain-digits.ts';

/** What people and keyboards put between digits: spaces, dashes, marks of direction and other invisible letters. */
const BETWEEN = /[\s\p{Z}\p{Pd}\p{Cf}\u2212]/gu;

/**
 * A code as it was sent, from what somebody typed: digits of any script become ASCII (Arabic-Indic, Persian,
 * Devanagari, full-width, …), what stands between them goes. Anything else stays as it is, for the caller to refuse.
 */
export const typedCode = (typed: string): string =>
  plainDigits(typed.normalize('NFKC').replaceAll(BETWEEN, ''));
