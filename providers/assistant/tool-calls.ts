import type { ToolCall } from './adapter.ts';

/** More calls than this in one answer are a mistake of the model; they are left out. */
const MOST_CALLS = 64;

/** Puts tool calls together from the parts in which they are streamed. */
export function createToolCalls(): {
  /** Adds a part. Without an index it belongs to the last call, unless it has an id of its own. */
  add: (index: number | undefined, part: ToolCall) => void;
  count: () => number;
  /** Returns the calls in their order. Those without a name are no calls. */
  all: () => ToolCall[];
} {
  const calls = new Map<number, ToolCall>();
  let last = -1;
  return {
    add(index, part) {
      const at = index ?? (part.id || last < 0 ? last + 1 : last);
      last = at;
      const call = calls.get(at) ?? { id: '', name: '', arguments: '' };
      if (!calls.has(at) && calls.size >= MOST_CALLS) return;
      calls.set(at, {
        id: call.id || part.id,
        name: call.name || part.name,
        arguments: call.arguments + part.arguments,
      });
    },
    count: () => calls.size,
    all: () =>
      [...calls.entries()]
        .toSorted(([a], [b]) => a - b)
        .filter(([, call]) => call.name)
        .map(([at, call]) => ({
          id: call.id || `call_${at}`,
          name: call.name,
          arguments: call.arguments || '{}',
        })),
  };
}
