/*
 * Money is a decimal string with its currency, NUMERIC in Postgres, and whole millionths (bigint) in calculations:
 * segment prices have four or more decimals, and sums must be exact.
 */
const DECIMALS = 6;

/** Converts a decimal string to millionths. @throws TypeError when it is not a decimal number */
export function toMicros(amount: string): bigint {
  const match = /^(\d{1,12})(?:\.(\d{1,12}))?$/.exec(amount);
  if (!match) throw new TypeError(`not an amount of money: ${amount}`);
  const [, whole = '0', fraction = ''] = match;
  return BigInt(whole + fraction.padEnd(DECIMALS, '0').slice(0, DECIMALS));
}

/** Converts millionths to a decimal string with at least two decimals and no further trailing zeros. */
export function fromMicros(micros: bigint): string {
  const digits = String(micros).padStart(DECIMALS + 1, '0');
  const fraction = digits.slice(-DECIMALS).replace(/0+$/, '').padEnd(2, '0');
  return `${digits.slice(0, -DECIMALS)}.${fraction}`;
}

/** Multiplies an amount: `times('0.0083', 3)` → `'0.0249'` */
export const times = (amount: string, count: number): string =>
  fromMicros(toMicros(amount) * BigInt(count));

/** Returns the same amount without the zeros that a NUMERIC column adds. */
export const plainAmount = (amount: string): string => fromMicros(toMicros(amount));
