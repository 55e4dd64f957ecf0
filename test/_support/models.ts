import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { ExecutionContext } from 'ava';
import {
  ChatRefused,
  type ChatChunk,
  type ChatConnection,
  type ChatRequest,
} from '#providers/assistant/adapter.ts';
import type { ChatLimits } from '#providers/assistant/bounded.ts';
import { adapterFor } from '#providers/assistant/connect.ts';
import { startModelReceiver, type ModelReceiver } from '#providers/local/model-receiver.ts';

/** Starts the stand-in for a language model, in this process. */
export async function standIn(
  t: ExecutionContext,
): Promise<ModelReceiver & { connections: Record<ChatConnection['kind'], ChatConnection> }> {
  const receiver = await startModelReceiver({ port: 0 });
  t.teardown(receiver.close);
  const of = (kind: ChatConnection['kind']): ChatConnection => ({
    kind,
    baseUrl: `http://127.0.0.1:${receiver.port}/v1`,
    key: 'key-of-a-test',
    internalAllowed: true,
  });
  return { ...receiver, connections: { openai: of('openai'), anthropic: of('anthropic') } };
}

export const ask = (content: string, more: Partial<ChatRequest> = {}): ChatRequest => ({
  model: 'stand-in',
  messages: [{ role: 'user', content }],
  maxOutputTokens: 500,
  ...more,
});

/** Asks and collects everything that comes, and the refusal if there is one. */
export async function collect(
  connection: ChatConnection,
  request: ChatRequest,
  options: { signal?: AbortSignal; limits?: ChatLimits; onChunk?: (chunk: ChatChunk) => void } = {},
): Promise<{
  text: string;
  parts: number;
  calls: { name: string; arguments: unknown }[];
  end: Extract<ChatChunk, { kind: 'end' }> | undefined;
  refused: ChatRefused | undefined;
}> {
  const chunks: ChatChunk[] = [];
  let refused: ChatRefused | undefined;
  const signal = options.signal ?? new AbortController().signal;
  try {
    for await (const chunk of adapterFor(connection, options.limits).stream(request, { signal })) {
      chunks.push(chunk);
      options.onChunk?.(chunk);
    }
  } catch (error) {
    if (!(error instanceof ChatRefused)) throw error;
    refused = error;
  }
  const texts = chunks.flatMap((c) => (c.kind === 'text' ? [c.text] : []));
  return {
    text: texts.join(''),
    parts: texts.length,
    calls: chunks.flatMap((c) =>
      c.kind === 'tool_call'
        ? [{ name: c.call.name, arguments: JSON.parse(c.call.arguments) }]
        : [],
    ),
    end: chunks.find((c) => c.kind === 'end'),
    refused,
  };
}

/** Starts a web server that answers as told, and keeps what it was asked. */
export async function webServer(
  t: ExecutionContext,
  answer: (req: IncomingMessage, res: ServerResponse) => void,
): Promise<{ url: string; asked: { url: string; headers: IncomingMessage['headers'] }[] }> {
  const asked: { url: string; headers: IncomingMessage['headers'] }[] = [];
  const server = createServer((req, res) => {
    asked.push({ url: req.url ?? '', headers: req.headers });
    req.resume();
    answer(req, res);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  return { url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`, asked };
}
