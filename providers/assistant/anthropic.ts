import Anthropic from '@anthropic-ai/sdk';
import { z } from 'zod';
import { own } from '#lib/own.ts';
import {
  ChatRefused,
  type ChatChunk,
  type ChatConnection,
  type ChatFinish,
  type ChatMessage,
  type ChatRequest,
  type ChatUsage,
} from './adapter.ts';
import { clientOptions } from './client-options.ts';
import { createToolCalls } from './tool-calls.ts';

type Block = Anthropic.ContentBlockParam;
type Turn = { role: 'user' | 'assistant'; content: Block[] };

/** Asks Anthropic, or any server with its Messages, through Anthropic's own client. */
export async function* askAnthropic(
  connection: ChatConnection,
  request: ChatRequest,
  signal: AbortSignal,
  alive: () => void,
): AsyncGenerator<ChatChunk, void, undefined> {
  const client = new Anthropic({
    ...clientOptions(connection, request, alive),
    // The client adds /v1 itself.
    baseURL: connection.baseUrl.replace(/\/v1\/?$/, ''),
    webhookKey: null,
    openTelemetry: false,
  });
  const system = request.messages.flatMap((m) => (m.role === 'system' ? [m.content] : []));
  const stream = await client.messages.create(
    {
      model: request.model,
      max_tokens: request.maxOutputTokens,
      messages: turnsOf(request.messages),
      stream: true,
      ...(system.length ? { system: system.join('\n\n') } : {}),
      ...toolsOf(request),
    },
    { signal },
  );
  const calls = createToolCalls();
  let model = request.model;
  let reason: string | undefined;
  let usage: Counts = {};
  try {
    for await (const item of stream) {
      const event = parsed(item);
      switch (event.type) {
        case 'message_start':
          model = event.message.model ?? model;
          usage = { ...usage, ...known(event.message.usage) };
          break;
        case 'content_block_start':
          if (event.content_block.type === 'tool_use') {
            const { id = '', name = '' } = event.content_block;
            if (name) yield { kind: 'unseen', text: name };
            calls.add(event.index, { id, name, arguments: '' });
          } else if (event.content_block.text) {
            yield { kind: 'text', text: event.content_block.text };
          } else if (event.content_block.thinking) {
            yield { kind: 'unseen', text: event.content_block.thinking };
          }
          break;
        case 'content_block_delta':
          if (event.delta.text) yield { kind: 'text', text: event.delta.text };
          if (event.delta.thinking) yield { kind: 'unseen', text: event.delta.thinking };
          if (event.delta.partial_json) {
            yield { kind: 'unseen', text: event.delta.partial_json };
            calls.add(event.index, { id: '', name: '', arguments: event.delta.partial_json });
          }
          break;
        case 'message_delta':
          reason = event.delta.stop_reason ?? reason;
          usage = { ...usage, ...known(event.usage) };
          break;
        default:
          break;
      }
    }
  } catch (error) {
    // The answer was whole.
    if (reason === undefined || signal.aborted) throw error;
  }
  if (reason === undefined) throw new ChatRefused('unavailable');
  const finish = own(FINISHES, reason) ?? 'stop';
  if (finish === 'tool_calls') {
    for (const call of calls.all()) yield { kind: 'tool_call', call };
  }
  yield { kind: 'end', finish, usage: usageOf(usage), model };
}

const count = z.number().int().min(0).nullish();
const counts = z
  .object({
    input_tokens: count,
    cache_read_input_tokens: count,
    cache_creation_input_tokens: count,
    output_tokens: count,
  })
  .nullish()
  .catch(null);
type Counts = { [name in keyof NonNullable<z.output<typeof counts>>]?: number };

const index = z.number().int().min(0);
const schema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('message_start'),
    message: z.object({ model: z.string().max(200).optional().catch(undefined), usage: counts }),
  }),
  z.object({
    type: z.literal('content_block_start'),
    index,
    content_block: z.object({
      type: z.string(),
      id: z.string().optional(),
      name: z.string().optional(),
      text: z.string().optional(),
      thinking: z.string().optional().catch(undefined),
    }),
  }),
  z.object({
    type: z.literal('content_block_delta'),
    index,
    delta: z.object({
      type: z.string(),
      text: z.string().optional(),
      partial_json: z.string().optional(),
      thinking: z.string().optional().catch(undefined),
    }),
  }),
  z.object({
    type: z.literal('message_delta'),
    delta: z.object({ stop_reason: z.string().nullish() }),
    usage: counts,
  }),
]);
const others = z.object({ type: z.string() }).transform(() => ({ type: 'other' as const }));

/** Kinds of events that we do not read may be added at any time. */
function parsed(item: unknown): z.output<typeof schema> | z.output<typeof others> {
  const event = schema.safeParse(item);
  if (event.success) return event.data;
  const other = others.safeParse(item);
  const isRead = schema.options.some((one) => one.shape.type.safeParse(Object(item).type).success);
  if (!other.success || isRead) throw new ChatRefused('invalid');
  return other.data;
}

/** Returns the counts that an event has; later events say only what changed. */
function known(usage: z.output<typeof counts>): Counts {
  const pairs = Object.entries(usage ?? {}).filter(([, value]) => typeof value === 'number');
  return Object.fromEntries(pairs);
}

/** Anthropic counts what it read from and wrote to its cache apart from the other input. */
function usageOf(usage: Counts): ChatUsage | null {
  if (usage.input_tokens === undefined || usage.output_tokens === undefined) return null;
  const cachedInput = usage.cache_read_input_tokens ?? 0;
  const input = usage.input_tokens + cachedInput + (usage.cache_creation_input_tokens ?? 0);
  return { input, cachedInput, output: usage.output_tokens };
}

const FINISHES: Readonly<Record<string, ChatFinish>> = {
  max_tokens: 'length',
  model_context_window_exceeded: 'length',
  tool_use: 'tool_calls',
  refusal: 'filtered',
};

const toolsOf = ({ tools }: ChatRequest): { tools?: Anthropic.Tool[] } =>
  tools?.length
    ? {
        tools: tools.map(({ name, description, parameters }) => ({
          name,
          description,
          input_schema: { ...parameters, type: 'object' as const },
        })),
      }
    : {};

/** Returns the turns: one for neighbors of the same role, as Anthropic wants them, without empty text. */
function turnsOf(messages: readonly ChatMessage[]): Turn[] {
  const turns: Turn[] = [];
  for (const message of messages) {
    if (message.role === 'system') continue;
    const role = message.role === 'assistant' ? 'assistant' : 'user';
    const content = blocksOf(message);
    const last = turns.at(-1);
    if (last?.role === role) last.content.push(...content);
    else if (content.length) turns.push({ role, content });
  }
  return turns;
}

function blocksOf(message: ChatMessage): Block[] {
  if (message.role === 'tool') {
    return [{ type: 'tool_result', tool_use_id: message.toolCallId, content: message.content }];
  }
  const text: Block[] = message.content ? [{ type: 'text', text: message.content }] : [];
  if (message.role !== 'assistant') return text;
  const calls = (message.toolCalls ?? []).map(({ id, name, arguments: args }): Block => ({
    type: 'tool_use',
    id,
    name,
    input: inputOf(args),
  }));
  return [...text, ...calls];
}

/** Anthropic takes a call's arguments as an object; a model's own text may not be one. */
function inputOf(args: string): object {
  try {
    const value: unknown = JSON.parse(args);
    return value instanceof Object && !Array.isArray(value) ? value : { value };
  } catch {
    return { text: args };
  }
}
