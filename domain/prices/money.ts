/*
 * Money is a decimal string with its currency, NUMERIC in Postgres, and whole millionths in between: prices of
 * a segment have four decimals and more, and must add up exactly.
 */
const DECIMALS = 6;

/** @throws TypeError when it is no decimal number */
export function toMicros(amount: string): bigint {
  const match = /^(\d{1,12})(?:\.(\d{1,12}))?$/.exec(amount);
  if (!match) throw new TypeError(`not an amount of money: ${amount}`);
  const [, whole = '0', fraction = ''] = match;
  return BigInt(whole + fraction.padEnd(DECIMALS, '0').slice(0, DECIMALS));
}

/** At least two decimals, as many as there are. */
export function fromMicros(micros: bigint): string {
  const digits = String(micros).padStart(DECIMALS + 1, '0');
  const fraction = digits.slice(-DECIMALS).replace(/0+$/, '').padEnd(2, '0');
  return `${digits.slice(0, -DECIMALS)}.${fraction}`;
}

/** `times('0.0083', 3)` → `'0.0249'` */
export const times = (amount: string, count: number): string =>
  fromMicros(toMicros(amount) * BigInt(count));

/** The same amount, without the zeros a NUMERIC column adds. */
export const plainAmount = (amount: string): string => fromMicros(toMicros(amount));
