const DIGIT = /^\p{Nd}$/u;

/** Replaces digits of any script (Arabic-Indic, Persian, Devanagari, full-width, …) by ASCII digits. */
export const plainDigits = (text: string): string =>
  text.replace(/(?![0-9])\p{Nd}/gu, (digit) => String(valueOf(digit)));

/** Unicode places the decimal digits of a script in runs of ten, from zero to nine (UAX #44, `Nd`). */
function valueOf(digit: string): number {
  const point = digit.codePointAt(0) ?? 0;
  let first = point;
  while (DIGIT.test(String.fromCodePoint(first - 1))) first--;
  return (point - first) % 10;
}
