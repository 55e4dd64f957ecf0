import { plainDigits } from '#lib/plain-digits.ts';

/** What people and keyboards put between digits: spaces, dashes, direction marks and other invisible characters. */
const BETWEEN = /[\s\p{Z}\p{Pd}\p{Cf}\u2212]/gu;

/**
 * Normalises a typed code: digits of any script become ASCII (Arabic-Indic, Persian, Devanagari, full-width, …), and
 * separators are removed. Anything else stays, for the caller to refuse.
 */
export const typedCode = (typed: string): string =>
  plainDigits(typed.normalize('NFKC').replaceAll(BETWEEN, ''));
