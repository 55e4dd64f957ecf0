import OpenAI from 'openai';
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

type Message = OpenAI.Chat.Completions.ChatCompletionMessageParam;

/** Asks OpenAI, or any server with its Chat Completions, through OpenAI's own client. */
export async function* askOpenai(
  connection: ChatConnection,
  request: ChatRequest,
  signal: AbortSignal,
  alive: () => void,
): AsyncGenerator<ChatChunk, void, undefined> {
  const client = new OpenAI({
    ...clientOptions(connection, request, alive),
    baseURL: connection.baseUrl,
    // Null: never those of this server's environment.
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
  });
  const stream = await client.chat.completions.create(
    {
      model: request.model,
      messages: request.messages.map(asMessage),
      stream: true,
      stream_options: { include_usage: true },
      ...lengthOf(connection.baseUrl, request.maxOutputTokens),
      ...toolsOf(request),
    },
    { signal },
  );
  const calls = createToolCalls();
  let model = request.model;
  let reason: string | undefined;
  let usage: ChatUsage | null = null;
  try {
    for await (const item of stream) {
      const chunk = parsed(item);
      model = chunk.model ?? model;
      if (chunk.usage) usage = usageOf(chunk.usage);
      const [choice] = chunk.choices ?? [];
      const text = choice?.delta?.content ?? choice?.delta?.refusal ?? '';
      if (text) yield { kind: 'text', text };
      const thought = choice?.delta?.reasoning_content ?? choice?.delta?.reasoning ?? '';
      if (thought) yield { kind: 'unseen', text: thought };
      for (const part of choice?.delta?.tool_calls ?? []) {
        const called = `${part.function?.name ?? ''}${part.function?.arguments ?? ''}`;
        if (called) yield { kind: 'unseen', text: called };
        calls.add(part.index ?? undefined, {
          id: part.id ?? '',
          name: part.function?.name ?? '',
          arguments: part.function?.arguments ?? '',
        });
      }
      reason = choice?.finish_reason ?? reason;
    }
  } catch (error) {
    // The answer was whole; only its usage is missing.
    if (reason === undefined || signal.aborted) throw error;
  }
  if (reason === undefined) throw new ChatRefused('unavailable');
  const finish = finishOf(reason, calls.count() > 0);
  if (finish === 'tool_calls') {
    for (const call of calls.all()) yield { kind: 'tool_call', call };
  }
  yield { kind: 'end', finish, usage, model };
}

const count = z.number().int().min(0);
const text = z.string().nullish();
const schema = z.object({
  model: z.string().max(200).optional().catch(undefined),
  choices: z
    .array(
      z.object({
        delta: z
          .object({
            content: text,
            refusal: text,
            // Thoughts, as compatible servers send them, under one of two names.
            reasoning_content: text.catch(null),
            reasoning: text.catch(null),
            tool_calls: z
              .array(
                z.object({
                  index: count.nullish(),
                  id: text,
                  function: z.object({ name: text, arguments: text }).nullish(),
                }),
              )
              .nullish(),
          })
          .nullish(),
        finish_reason: text,
      }),
    )
    .nullish(),
  usage: z
    .object({
      prompt_tokens: count,
      completion_tokens: count,
      prompt_tokens_details: z.object({ cached_tokens: count.nullish() }).nullish().catch(null),
    })
    .nullish()
    .catch(null),
});

/** Compatible servers differ; what is not a chunk at all is not such a server. */
function parsed(item: unknown): z.output<typeof schema> {
  const chunk = schema.safeParse(item);
  if (!chunk.success) throw new ChatRefused('invalid');
  return chunk.data;
}

function usageOf(usage: NonNullable<z.output<typeof schema>['usage']>): ChatUsage {
  return {
    input: usage.prompt_tokens,
    cachedInput: Math.min(usage.prompt_tokens_details?.cached_tokens ?? 0, usage.prompt_tokens),
    output: usage.completion_tokens,
  };
}

const FINISHES: Readonly<Record<string, ChatFinish>> = {
  length: 'length',
  content_filter: 'filtered',
  tool_calls: 'tool_calls',
  function_call: 'tool_calls',
};

/** Some compatible servers say `stop` after tool calls. */
const finishOf = (reason: string, hasCalls: boolean): ChatFinish =>
  own(FINISHES, reason) ?? (hasCalls ? 'tool_calls' : 'stop');

/** OpenAI's newer models take only the new name of the limit; compatible servers know the old one. */
const lengthOf = (baseUrl: string, most: number): object =>
  /\.(?:openai|azure)\.com$/i.test(new URL(baseUrl).hostname)
    ? { max_completion_tokens: most }
    : { max_tokens: most };

const toolsOf = ({
  tools,
}: ChatRequest): { tools?: OpenAI.Chat.Completions.ChatCompletionTool[] } =>
  tools?.length
    ? {
        tools: tools.map(({ name, description, parameters }) => ({
          type: 'function',
          function: { name, description, parameters: { ...parameters } },
        })),
      }
    : {};

function asMessage(message: ChatMessage): Message {
  switch (message.role) {
    case 'tool':
      return { role: 'tool', tool_call_id: message.toolCallId, content: message.content };
    case 'assistant':
      return {
        role: 'assistant',
        content: message.content || null,
        ...(message.toolCalls?.length
          ? {
              tool_calls: message.toolCalls.map(({ id, name, arguments: args }) => ({
                id,
                type: 'function' as const,
                function: { name, arguments: args },
              })),
            }
          : {}),
      };
    default:
      return { role: message.role, content: message.content };
  }
}
