/** Digits in common notation, with or without a fraction. `Number` also takes `0x10` and `1e1`. */
const PLAIN = /^-?(?:0|[1-9]\d{0,14})(?:\.\d{1,15})?$/;

/** Returns a number that somebody typed into a field; NaN for anything else. */
export const typedNumber = (text: string | undefined): number =>
  text !== undefined && PLAIN.test(text.trim()) ? Number(text) : Number.NaN;
