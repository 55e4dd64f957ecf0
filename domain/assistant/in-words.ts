/** Returns a number of tokens as a person says it: `12,000 tokens`. */
export const tokensInWords = (tokens: number): string =>
  `${tokens.toLocaleString('en-US')} ${tokens === 1 ? 'token' : 'tokens'}`;

/** Returns an amount as a person says it: `1,250.50 US dollars`. @param micros millionths */
export const dollarsInWords = (micros: number): string =>
  `${(micros / 1_000_000).toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 6 })} US dollars`;

/** Returns a month as a person says it: `November 2026`. @param first its first day, or the month as `2026-11` */
export const monthInWords = (first: string): string =>
  new Intl.DateTimeFormat('en-US', { year: 'numeric', month: 'long', timeZone: 'UTC' }).format(
    new Date(`${first.slice(0, 7)}-01T00:00:00Z`),
  );

/** Returns the month that ends at a moment. */
export const monthBefore = (end: string): string =>
  monthInWords(new Date(Date.parse(end) - 1).toISOString());

/** Returns a day as a person says it: `December 1, 2026 (UTC)`. */
export const dayInWords = (at: string): string =>
  `${new Intl.DateTimeFormat('en-US', { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(at))} (UTC)`;
