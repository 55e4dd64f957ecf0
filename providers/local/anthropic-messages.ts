import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { ChatMessage, ToolCall } from '../assistant/adapter.ts';
import type { Asked } from './chat-completions.ts';
import { inPieces, type Events, type Told } from './model-events.ts';
import type { Refused } from './magic-words.ts';

/* Anthropic's Messages, as far as clients of chats use them. */
const filled = z.string().min(1);
const blocks = z.union([
  filled.transform((text) => [{ type: 'text' as const, text }]),
  z
    .array(
      z.discriminatedUnion('type', [
        z.object({ type: z.literal('text'), text: filled }),
        z.object({ type: z.literal('tool_use'), id: filled, name: filled, input: z.record(z.string(), z.unknown()) }),
        z.object({ type: z.literal('tool_result'), tool_use_id: filled, content: z.string().default('') }),
      ]),
    )
    .min(1),
]); // prettier-ignore
const body = z.object({
  model: z.string().min(1).max(200),
  max_tokens: z.number().int().min(1),
  system: z.string().optional(),
  messages: z
    .array(z.object({ role: z.enum(['user', 'assistant']), content: blocks }))
    .min(1)
    .refine((turns) => turns[0]?.role === 'user'),
  stream: z.boolean().default(false),
  tools: z
    .array(
      z.object({
        name: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/),
        description: z.string().default(''),
        input_schema: z.looseObject({ type: z.literal('object') }),
      }),
    )
    .optional(),
});

/** Reads a request; null when it is not one. */
export function readMessages(json: unknown): Asked | null {
  const parsed = body.safeParse(json);
  if (!parsed.success) return null;
  const { model, max_tokens, system, messages, stream, tools = [] } = parsed.data;
  return {
    question: {
      model,
      maxTokens: max_tokens,
      messages: [
        ...(system ? [{ role: 'system' as const, content: system }] : []),
        ...messages.flatMap(({ role, content }) => messagesOf(role, content)),
      ],
      tools: tools.map((t) => ({ name: t.name, description: t.description, parameters: t.input_schema })), // prettier-ignore
    },
    stream,
    withUsage: true,
  };
}

function messagesOf(role: 'user' | 'assistant', content: z.output<typeof blocks>): ChatMessage[] {
  const text = content.flatMap((b) => (b.type === 'text' ? [b.text] : [])).join('\n');
  if (role === 'user') {
    const results = content.flatMap((b): ChatMessage[] =>
      b.type === 'tool_result' ? [{ role: 'tool', toolCallId: b.tool_use_id, content: b.content }] : [],
    ); // prettier-ignore
    return [...results, ...(text ? [{ role, content: text }] : [])];
  }
  const calls = content.flatMap((b): ToolCall[] =>
    b.type === 'tool_use' ? [{ id: b.id, name: b.name, arguments: JSON.stringify(b.input) }] : [],
  );
  return [{ role, content: text, ...(calls.length ? { toolCalls: calls } : {}) }];
}

const STOP_REASON = { stop: 'end_turn', length: 'max_tokens', tool_calls: 'tool_use', filtered: 'refusal' }; // prettier-ignore

const inputOf = ({ usage }: Told): object => ({
  input_tokens: usage ? usage.input - usage.cachedInput : null,
  cache_read_input_tokens: usage?.cachedInput ?? 0,
  cache_creation_input_tokens: 0,
});

const messageOf = (told: Told): object => ({
  id: `msg_${randomBytes(12).toString('hex')}`,
  type: 'message',
  role: 'assistant',
  model: told.model,
  content: [],
  stop_reason: null,
  stop_sequence: null,
  usage: { ...inputOf(told), output_tokens: told.usage ? 1 : null },
});

/** Returns the answer to a request without `stream`. */
export const message = (told: Told): object => ({
  ...messageOf(told),
  content: [
    ...(told.answer.text ? [{ type: 'text', text: told.answer.text }] : []),
    ...told.answer.calls.map((c) => ({ type: 'tool_use', id: c.id, name: c.name, input: JSON.parse(c.arguments) })), // prettier-ignore
  ],
  stop_reason: STOP_REASON[told.answer.finish],
  usage: { ...inputOf(told), output_tokens: told.usage?.output ?? null },
});

/** Yields the events of a stream. */
export function* messageEvents(told: Told): Events {
  yield event('message_start', { message: messageOf(told) });
  yield event('ping', {});
  let index = 0;
  if (told.answer.text) {
    yield event('content_block_start', { index, content_block: { type: 'text', text: '' } });
    for (const piece of inPieces(told.answer.text)) {
      yield event('content_block_delta', { index, delta: { type: 'text_delta', text: piece } }, true); // prettier-ignore
    }
    yield event('content_block_stop', { index });
    index++;
  }
  for (const { id, name, arguments: args } of told.answer.calls) {
    yield event('content_block_start', { index, content_block: { type: 'tool_use', id, name, input: {} } }); // prettier-ignore
    const half = Math.ceil(args.length / 2);
    for (const part of [args.slice(0, half), args.slice(half)]) {
      yield event('content_block_delta', { index, delta: { type: 'input_json_delta', partial_json: part } }, true); // prettier-ignore
    }
    yield event('content_block_stop', { index });
    index++;
  }
  yield event('message_delta', {
    delta: { stop_reason: STOP_REASON[told.answer.finish], stop_sequence: null },
    ...(told.usage ? { usage: { output_tokens: told.usage.output } } : {}),
  });
  yield event('message_stop', {});
}

const event = (type: string, fields: object, paced = false): { text: string; paced: boolean } => ({
  text: `event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`,
  paced,
});

export const messageError = ({ type }: Refused): object => ({
  type: 'error',
  error: { type, message: 'The stand-in was told to refuse.' },
});
