const DIGIT = /^\p{Nd}$/u;

/** Digits of any script (Arabic-Indic, Persian, Devanagari, full-width, …) as ASCII; all else stays as it is. */
export const plainDigits = (text: string): string =>
  text.replace(/(?![0-9])\p{Nd}/gu, (digit) => String(valueOf(digit)));

/** Unicode keeps the decimal digits of a script side by side, zero to nine, in runs of ten (UAX #44, `Nd`). */
function valueOf(digit: string): number {
  const point = digit.codePointAt(0) ?? 0;
  let first = point;
  while (DIGIT.test(String.fromCodePoint(first - 1))) first--;
  return (point - first) % 10;
}
