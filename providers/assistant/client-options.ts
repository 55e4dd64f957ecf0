import { NO_KEY, type ChatConnection, type ChatRequest } from './adapter.ts';
import { mostBytesOf } from './most-bytes.ts';
import { outgoing } from './outgoing.ts';

/** The client's own limit of time; ours are in bounded.ts. */
const NO_LIMIT = 24 * 3_600_000;

/**
 * Returns what the clients of all providers are told alike.
 * @param alive called whenever something arrives
 */
export const clientOptions = (
  connection: ChatConnection,
  request: ChatRequest,
  alive: () => void,
) => ({
  apiKey: connection.key || NO_KEY,
  // Retries belong to the caller, which knows what they cost.
  maxRetries: 0,
  timeout: NO_LIMIT,
  logLevel: 'off' as const,
  fetch: outgoing({
    internalAllowed: connection.internalAllowed ?? false,
    mostBytes: mostBytesOf(request),
    onBytes: alive,
  }),
});
