import type { Used } from '#domain/assistant/ledger/settle.ts';

/** Returns a use; one that was counted here is never more than what was reserved: the request could not use more. */
export function within(used: Used, { tokens, micros }: { tokens: number; micros: number }): Used {
  if (used.reported) return used;
  const input = Math.min(used.input, tokens);
  const output = Math.min(used.output, tokens - input);
  return { ...used, input, output, micros: Math.min(used.micros, micros) };
}
