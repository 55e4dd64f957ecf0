/** Changes the third letter from the end of a signed token, so that its signature is invalid. */
export const otherToken = (token: string): string =>
  `${token.slice(0, -3)}${token.at(-3) === 'A' ? 'B' : 'A'}${token.slice(-2)}`;
