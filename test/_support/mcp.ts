import type { ExecutionContext } from 'ava';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { CallToolResultSchema } from '@modelcontextprotocol/sdk/types.js';
import { z } from 'zod';
import type { Answer } from './api.ts';

export type McpAnswer = { isError: boolean; data: any }; // oxlint-disable-line typescript/no-explicit-any -- what came over the wire, checked by assertions

/** Connects the SDK's own client to a server's /mcp with an API key. */
export async function mcpClient(t: ExecutionContext, url: string, key: string) {
  const client = new Client({ name: 'test', version: '1' });
  const transport = new StreamableHTTPClientTransport(new URL('/mcp', url), {
    requestInit: { headers: { authorization: `Bearer ${key}` } },
  });
  await client.connect(transport);
  t.teardown(() => client.close());
  return {
    client,
    names: async () => (await client.listTools()).tools.map(({ name }) => name),
    /** Calls a tool; the text of its answer is the same as its data. */
    async call(name: string, args: Record<string, unknown> = {}): Promise<McpAnswer> {
      const answer = CallToolResultSchema.parse(await client.callTool({ name, arguments: args }));
      const { text } = z.object({ text: z.string() }).parse(answer.content[0]);
      const data: unknown = JSON.parse(text);
      t.deepEqual(answer.structuredContent, data);
      return { isError: answer.isError ?? false, data };
    },
  };
}

/** Posts raw text to /mcp. */
export async function postMcp(
  url: string,
  body: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const response = await fetch(new URL('/mcp', url), {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      ...headers,
    },
    body,
  });
  const text = await response.text();
  const { status } = response;
  return { status, headers: response.headers, body: text ? JSON.parse(text) : null };
}
