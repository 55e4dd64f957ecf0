import type { ChatRequest } from './adapter.ts';

/** Bytes of one token's event on the wire, and of what an answer has besides. Both are generous. */
const OF_A_TOKEN = 2_048;
const BESIDES = 1024 * 1024;

/** Returns the most bytes that the answer to a request may have. A server that sends more is not answering it. */
export const mostBytesOf = ({ maxOutputTokens }: ChatRequest): number =>
  BESIDES + OF_A_TOKEN * maxOutputTokens;
