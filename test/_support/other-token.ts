/** A signed token changed in its third letter from the end: what it was signed for no longer holds. */
export const otherToken = (token: string): string =>
  `${token.slice(0, -3)}${token.at(-3) === 'A' ? 'B' : 'A'}${token.slice(-2)}`;
