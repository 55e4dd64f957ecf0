import type { ChatChunk, ChatRequest } from './adapter.ts';
import { believed } from './believed.ts';
import { createMeter } from './meter.ts';
import { countTokens } from './tokens.ts';

/**
 * Yields an answer up to the longest that was asked for, whatever the provider makes of that, and reports only what can
 * be true. An answer that goes on is left, which closes its connection, and ends as one cut off by its length.
 */
export async function* metered(
  request: ChatRequest,
  answer: AsyncIterable<ChatChunk>,
): AsyncGenerator<ChatChunk, void, undefined> {
  const meter = createMeter(request);
  let model = request.model;
  for await (const chunk of answer) {
    switch (chunk.kind) {
      case 'text':
      case 'unseen': {
        const text = meter.take(chunk.text);
        if (text) yield { kind: chunk.kind, text };
        break;
      }
      case 'tool_call':
        yield chunk;
        break;
      case 'end': {
        ({ model } = chunk);
        const { model: asked, messages, tools, maxOutputTokens: most } = request;
        const known = { prompt: countTokens(asked, messages, tools), most, came: meter.came() };
        yield { ...chunk, usage: believed(chunk.usage, known) };
        return;
      }
    }
    if (meter.isOver()) break;
  }
  if (meter.isOver()) yield { kind: 'end', finish: 'length', usage: null, model };
}
