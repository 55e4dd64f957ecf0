import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import getRawBody from 'raw-body';
import { countTextTokens, countTokens } from '../assistant/tokens.ts';
import * as anthropic from './anthropic-messages.ts';
import * as openai from './chat-completions.ts';
import { isFromAPage } from './from-a-page.ts';
import { ordersIn, type Orders, type Refused } from './magic-words.ts';
import type { Events, Told } from './model-events.ts';
import { answerTo, askedIn, type Question } from './stand-in.ts';

/*
 * Behaves like OpenAI's Chat Completions and Anthropic's Messages: keys, streams, usage, tool calls, errors. Behind both
 * is the same stand-in for a language model (stand-in.ts), which can be told to misbehave (magic-words.ts).
 */

/** Requests for an answer since the start: received, answered to the end, and left by the client before. */
export type ModelCounts = { received: number; answered: number; left: number };

export type ModelReceiver = { port: number; counts: () => ModelCounts; close: () => Promise<void> };

const LARGEST = 8 * 1024 * 1024;
/** How many messages with `[…, 2 times]` are remembered. */
const MOST_REMEMBERED = 1_000;

/** One of both APIs. */
type Api = {
  keyIn: (req: IncomingMessage) => string;
  read: (json: unknown) => openai.Asked | null;
  whole: (told: Told) => object;
  events: (told: Told, withUsage: boolean) => Events;
  error: (refused: Refused) => object;
};

const bearer = (req: IncomingMessage): string =>
  /^Bearer (.+)$/i.exec(req.headers.authorization ?? '')?.[1] ?? '';

const OPENAI: Api = {
  keyIn: bearer,
  read: openai.readCompletion,
  whole: openai.completion,
  events: openai.completionEvents,
  error: openai.completionError,
};
const ANTHROPIC: Api = {
  keyIn: (req) => String(req.headers['x-api-key'] ?? bearer(req)),
  read: anthropic.readMessages,
  whole: anthropic.message,
  events: anthropic.messageEvents,
  error: anthropic.messageError,
};

const NO_KEY: Refused = { status: 401, code: 'invalid_api_key', type: 'authentication_error' };
const NOT_FOUND: Refused = { status: 404, code: 'model_not_found', type: 'not_found_error' };
const INVALID: Refused = {
  status: 400,
  code: 'invalid_request_error',
  type: 'invalid_request_error',
};

export async function startModelReceiver(options: { port: number }): Promise<ModelReceiver> {
  const counts: ModelCounts = { received: 0, answered: 0, left: 0 };
  const seen = new LRUCache<string, number>({ max: MOST_REMEMBERED });
  const server = createServer((req, res) => {
    handle(req, res, counts, seen).catch(() => res.destroy());
  });
  server.listen(options.port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : options.port,
    counts: () => ({ ...counts }),
    close: async () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function handle(
  req: IncomingMessage,
  res: ServerResponse,
  counts: ModelCounts,
  seen: LRUCache<string, number>,
): Promise<void> {
  const { pathname: path } = new URL(req.url ?? '/', 'http://local');
  const api = path === '/v1/messages' ? ANTHROPIC : OPENAI;
  if (isFromAPage(req)) return refuse(res, api, NO_KEY);
  if (req.method === 'GET' && path === '/counts') return json(res, 200, counts);
  const key = api.keyIn(req);
  if (!key || key.startsWith('wrong')) return refuse(res, api, NO_KEY);
  if (req.method === 'GET' && path === '/v1/models') return json(res, 200, openai.MODELS);
  const isQuestion = path === '/v1/chat/completions' || path === '/v1/messages';
  if (req.method !== 'POST' || !isQuestion) return refuse(res, api, NOT_FOUND);

  counts.received++;
  const asked = api.read(await bodyOf(req));
  if (!asked) return refuse(res, api, INVALID);
  if (asked.question.model.startsWith('missing')) return refuse(res, api, NOT_FOUND);
  const gone = new AbortController();
  res.once('close', () => {
    if (res.writableFinished) counts.answered++;
    else counts.left++;
    gone.abort();
  });
  await answer(res, api, asked, seen, gone.signal).catch((error: unknown) => {
    if (!gone.signal.aborted) throw error;
  });
}

async function answer(
  res: ServerResponse,
  api: Api,
  asked: openai.Asked,
  seen: LRUCache<string, number>,
  signal: AbortSignal,
): Promise<void> {
  const text = askedIn(asked.question.messages);
  const orders = ordersIn(text, () => {
    const before = seen.get(text) ?? 0;
    seen.set(text, before + 1);
    return before;
  });
  if (orders.refusal) return refuse(res, api, orders.refusal);
  if (orders.trouble === 'hang') return;
  const told = tellOf(asked.question, orders);
  if (orders.wait) await pause(orders.wait, undefined, { signal });
  if (!asked.stream) {
    if (orders.trouble) return void res.destroy();
    return json(res, 200, api.whole(told));
  }
  res.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' }); // prettier-ignore
  let parts = 0;
  for (const event of api.events(told, asked.withUsage)) {
    if (event.paced && orders.slow) await pause(orders.slow, undefined, { signal });
    if (event.paced && orders.trouble && parts++ >= BEFORE_TROUBLE) {
      // A turn of the loop, so that the parts before are on their way.
      await pause(5, undefined, { signal });
      if (orders.trouble === 'cut') res.destroy();
      return;
    }
    if (!res.write(event.text)) await once(res, 'drain', { signal });
  }
  res.end();
}

/** Parts of an answer that arrive before the trouble. */
const BEFORE_TROUBLE = 3;

function tellOf(question: Question, orders: Orders): Told {
  const { model, messages, tools } = question;
  const answer = answerTo(question, orders);
  const input = countTokens(model, messages, tools);
  const output = [answer.text, ...answer.calls.map((c) => `${c.name} ${c.arguments}`)];
  const usage = {
    input,
    cachedInput: Math.min(orders.cached, input),
    output: output.reduce((sum, text) => sum + countTextTokens(model, text), 0),
  };
  return { model, answer, usage: orders.noUsage ? null : usage };
}

async function bodyOf(req: IncomingMessage): Promise<unknown> {
  try {
    return JSON.parse(await getRawBody(req, { limit: LARGEST, encoding: 'utf8' }));
  } catch {
    return null;
  }
}

function refuse(res: ServerResponse, api: Api, refused: Refused): void {
  if (refused.retryAfter !== undefined) res.setHeader('retry-after', String(refused.retryAfter));
  json(res, refused.status, api.error(refused));
}

function json(res: ServerResponse, status: number, body: object): void {
  res.writeHead(status, { 'content-type': 'application/json' });
  res.end(JSON.stringify(body));
}
