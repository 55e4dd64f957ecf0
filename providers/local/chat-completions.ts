import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { ChatMessage } from '../assistant/adapter.ts';
import { inPieces, type Events, type Told } from './model-events.ts';
import type { Refused } from './magic-words.ts';
import type { Question } from './stand-in.ts';

/* OpenAI's Chat Completions, as far as clients of chats use them. */
const text = z.union([z.string(), z.array(z.object({ type: z.literal('text'), text: z.string() })).transform((parts) => parts.map((p) => p.text).join(''))]); // prettier-ignore
const body = z.object({
  model: z.string().min(1).max(200),
  messages: z
    .array(
      z.discriminatedUnion('role', [
        z.object({ role: z.enum(['system', 'developer', 'user']), content: text }),
        z.object({
          role: z.literal('assistant'),
          content: text.nullish(),
          tool_calls: z
            .array(
              z.object({
                id: z.string().min(1),
                type: z.literal('function'),
                function: z.object({ name: z.string().min(1), arguments: z.string() }),
              }),
            )
            .optional(),
        }),
        z.object({ role: z.literal('tool'), tool_call_id: z.string().min(1), content: text }),
      ]),
    )
    .min(1),
  stream: z.boolean().default(false),
  stream_options: z.object({ include_usage: z.boolean().default(false) }).nullish(),
  max_tokens: z.number().int().min(1).nullish(),
  max_completion_tokens: z.number().int().min(1).nullish(),
  tools: z
    .array(
      z.object({
        type: z.literal('function'),
        function: z.object({
          name: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/),
          description: z.string().default(''),
          parameters: z.record(z.string(), z.unknown()).default({}),
        }),
      }),
    )
    .optional(),
});

export type Asked = { question: Question; stream: boolean; withUsage: boolean };

/** Reads a request; null when it is not one. */
export function readCompletion(json: unknown): Asked | null {
  const parsed = body.safeParse(json);
  if (!parsed.success) return null;
  const { model, messages, tools = [], stream, stream_options, max_tokens, max_completion_tokens } = parsed.data; // prettier-ignore
  return {
    question: {
      model,
      messages: messages.map((m): ChatMessage => {
        if (m.role === 'tool') return { role: 'tool', toolCallId: m.tool_call_id, content: m.content }; // prettier-ignore
        if (m.role !== 'assistant') return { role: m.role === 'user' ? 'user' : 'system', content: m.content }; // prettier-ignore
        const calls = m.tool_calls?.map((c) => ({ id: c.id, ...c.function }));
        return { role: 'assistant', content: m.content ?? '', ...(calls ? { toolCalls: calls } : {}) }; // prettier-ignore
      }),
      tools: tools.map((tool) => tool.function),
      maxTokens: max_completion_tokens ?? max_tokens ?? 4_096,
    },
    stream,
    withUsage: stream_options?.include_usage ?? false,
  };
}

const FINISH = { stop: 'stop', length: 'length', tool_calls: 'tool_calls', filtered: 'content_filter' }; // prettier-ignore

const usageOf = ({ usage }: Told): object | null =>
  usage && {
    prompt_tokens: usage.input,
    completion_tokens: usage.output,
    total_tokens: usage.input + usage.output,
    prompt_tokens_details: { cached_tokens: usage.cachedInput },
    completion_tokens_details: { reasoning_tokens: 0 },
  };

const callsOf = ({ answer }: Told): object[] =>
  answer.calls.map(({ id, name, arguments: args }) => ({
    id,
    type: 'function',
    function: { name, arguments: args },
  }));

const newId = (): string => `chatcmpl-${randomBytes(12).toString('hex')}`;
const now = (): number => Math.floor(Date.now() / 1000);

/** Returns the answer to a request without `stream`. */
export const completion = (told: Told): object => ({
  id: newId(),
  object: 'chat.completion',
  created: now(),
  model: told.model,
  choices: [
    {
      index: 0,
      message: {
        role: 'assistant',
        content: told.answer.text || null,
        refusal: null,
        ...(told.answer.calls.length ? { tool_calls: callsOf(told) } : {}),
      },
      logprobs: null,
      finish_reason: FINISH[told.answer.finish],
    },
  ],
  ...(told.usage ? { usage: usageOf(told) } : {}),
});

/** Yields the events of a stream. */
export function* completionEvents(told: Told, withUsage: boolean): Events {
  const common = {
    id: newId(),
    object: 'chat.completion.chunk',
    created: now(),
    model: told.model,
  };
  const event = (delta: object, finish: string | null = null): string =>
    data({ ...common, choices: [{ index: 0, delta, finish_reason: finish }], ...(withUsage ? { usage: null } : {}) }); // prettier-ignore
  yield { text: event({ role: 'assistant', content: '' }), paced: false };
  for (const piece of inPieces(told.answer.text)) {
    yield { text: event({ content: piece }), paced: true };
  }
  for (const [index, { id, name, arguments: args }] of told.answer.calls.entries()) {
    const half = Math.ceil(args.length / 2);
    yield { text: event({ tool_calls: [{ index, id, type: 'function', function: { name, arguments: '' } }] }), paced: true }; // prettier-ignore
    for (const part of [args.slice(0, half), args.slice(half)]) {
      yield { text: event({ tool_calls: [{ index, function: { arguments: part } }] }), paced: true }; // prettier-ignore
    }
  }
  yield { text: event({}, FINISH[told.answer.finish]), paced: false };
  if (withUsage && told.usage) {
    yield { text: data({ ...common, choices: [], usage: usageOf(told) }), paced: false };
  }
  yield { text: 'data: [DONE]\n\n', paced: false };
}

const data = (value: object): string => `data: ${JSON.stringify(value)}\n\n`;

export const completionError = ({ code, type }: Refused): object => ({
  error: { message: 'The stand-in was told to refuse.', type, param: null, code },
});

export const MODELS = {
  object: 'list',
  data: [{ id: 'stand-in', object: 'model', created: 1_796_000_000, owned_by: 'assent' }],
};
