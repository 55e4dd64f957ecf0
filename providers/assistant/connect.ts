import type { ChatAdapter, ChatConnection } from './adapter.ts';
import { bounded, USUAL_LIMITS, type ChatLimits } from './bounded.ts';
import { metered } from './metered.ts';

/**
 * Returns the adapter of a connection. The clients are loaded with the first call, so that a process that asks no model
 * does not hold them in memory.
 */
export function adapterFor(
  connection: ChatConnection,
  limits: ChatLimits = USUAL_LIMITS,
): ChatAdapter {
  return {
    stream: (request, { signal }) =>
      bounded(signal, limits, async function* (stop, alive) {
        if (connection.kind === 'anthropic') {
          const { askAnthropic } = await import('./anthropic.ts');
          yield* metered(request, askAnthropic(connection, request, stop, alive));
        } else {
          const { askOpenai } = await import('./openai.ts');
          yield* metered(request, askOpenai(connection, request, stop, alive));
        }
      }),
  };
}
