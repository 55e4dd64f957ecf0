import type { ExecutionContext } from 'ava';
import type { ChatConnection } from '#providers/assistant/adapter.ts';
import { webServer } from './models.ts';

type Kind = ChatConnection['kind'];

/** How a server of a test answers. */
export type Answering = {
  /** Its parts, by what they are; an endless iterable goes on until the client leaves. */
  parts: Iterable<{ text?: string; thought?: string; args?: string }>;
  /** What it reports in the end; absent: nothing. */
  usage?: { input: number; output: number } | undefined;
};

const sse = (event: string, data: object): string =>
  `event: ${event}\ndata: ${JSON.stringify({ type: event, ...data })}\n\n`;

/** Both families' events of an answer. */
const EVENTS = {
  openai: {
    start: () => '',
    part: ({ text, thought, args }) =>
      `data: ${JSON.stringify({ choices: [{ delta: { content: text, reasoning_content: thought, ...(args ? { tool_calls: [{ index: 0, id: 'a', function: { name: 'find', arguments: args } }] } : {}) } }] })}\n\n`,
    end: (usage) =>
      `data: ${JSON.stringify({ choices: [{ delta: {}, finish_reason: 'stop' }] })}\n\n` +
      (usage
        ? `data: ${JSON.stringify({ choices: [], usage: { prompt_tokens: usage.input, completion_tokens: usage.output } })}\n\n`
        : ''),
  },
  anthropic: {
    start: () =>
      sse('message_start', { message: {} }) +
      sse('content_block_start', { index: 1, content_block: { type: 'tool_use', id: 'a', name: 'find' } }),
    part: ({ text, thought, args }) =>
      (text ? sse('content_block_delta', { index: 0, delta: { type: 'text_delta', text } }) : '') +
      (thought ? sse('content_block_delta', { index: 2, delta: { type: 'thinking_delta', thinking: thought } }) : '') +
      (args ? sse('content_block_delta', { index: 1, delta: { type: 'input_json_delta', partial_json: args } }) : ''),
    end: (usage) =>
      sse('message_delta', {
        delta: { stop_reason: 'end_turn' },
        usage: usage && { input_tokens: usage.input, output_tokens: usage.output },
      }),
  },
} satisfies Record<Kind, {
  start: () => string;
  part: (part: { text?: string; thought?: string; args?: string }) => string;
  end: (usage: Answering['usage']) => string;
}>; // prettier-ignore

/**
 * Starts a server of either family that ignores every limit.
 * @returns its address, how many letters it has sent, and whether the client has left before the end
 */
export async function answeringServer(
  t: ExecutionContext,
  kind: Kind,
  answering: () => Answering,
): Promise<{ connection: ChatConnection; sent: () => number; left: () => boolean }> {
  let sent = 0;
  let left = false;
  const { url } = await webServer(t, (_, res) => {
    const { parts, usage } = answering();
    const { start, part, end } = EVENTS[kind];
    res.writeHead(200, { 'content-type': 'text/event-stream' }).write(start());
    const all = parts[Symbol.iterator]();
    res.on('close', () => (left ||= !res.writableFinished));
    const more = (): void => {
      for (;;) {
        if (res.destroyed) return;
        const next = all.next();
        if (next.done) return void res.end(end(usage));
        const text = part(next.value);
        sent += text.length;
        if (!res.write(text)) return void res.once('drain', more);
      }
    };
    more();
  });
  const connection = { kind, baseUrl: `${url}/v1`, key: 'k', internalAllowed: true };
  return { connection, sent: () => sent, left: () => left };
}

/** Endless parts of one kind. */
export function* endless(part: { text?: string; thought?: string; args?: string }) {
  for (;;) yield part;
}
