/*
 * The seam between Assent and language models. Adapters of two families implement it (`adapterFor` in
 * providers/assistant/connect.ts chooses one). Everything above it knows neither a vendor nor HTTP.
 */
export type ToolCall = {
  id: string;
  name: string;
  /** The arguments in JSON as the model wrote them: parse them with a schema, they can be anything. */
  arguments: string;
};

export type ChatMessage =
  | { role: 'system' | 'user'; content: string }
  | { role: 'assistant'; content: string; toolCalls?: ToolCall[] }
  | { role: 'tool'; toolCallId: string; content: string };

/** A JSON Schema of an object. */
export type JsonSchema = Readonly<Record<string, unknown>>;

export type ChatTool = { name: string; description: string; parameters: JsonSchema };

export type ChatRequest = {
  model: string;
  messages: readonly ChatMessage[];
  maxOutputTokens: number;
  tools?: readonly ChatTool[];
};

/** Tokens. `input` includes those that the provider read from its cache, `cachedInput`. */
export type ChatUsage = { input: number; cachedInput: number; output: number };

export type ChatFinish = 'stop' | 'length' | 'tool_calls' | 'filtered';

/**
 * A part of an answer. The last one of a whole answer is `end`; usage is null when the provider reports none, or one
 * that cannot be true. `unseen` is not shown but counts: a thought, or the arguments of a call as they come.
 */
export type ChatChunk =
  | { kind: 'text' | 'unseen'; text: string }
  | { kind: 'tool_call'; call: ToolCall }
  | { kind: 'end'; finish: ChatFinish; usage: ChatUsage | null; model: string };

export interface ChatAdapter {
  /**
   * Asks the model once, without retries, and yields the answer as it comes. Ending the loop early or aborting the
   * signal closes the connection, on which the provider stops. So does an answer longer than `maxOutputTokens`: it
   * ends there (`length`), whatever the provider knows of that limit.
   * @throws {ChatRefused} for every failure, also in the middle of an answer
   */
  stream(request: ChatRequest, options: { signal: AbortSignal }): AsyncIterable<ChatChunk>;
}

/**
 * Why there is no (whole) answer.
 * - rate_limited: too many requests; again after `retryAfterSeconds`
 * - unavailable: the provider or the way to it failed, or the answer broke off; again later
 * - timed_out: no answer, or no more of it, in time
 * - unauthorized: the key is wrong, or may not use this model, or its account has no money left
 * - invalid: the request or the base URL cannot work, and never will
 * - too_long: more tokens than the model's window
 * - canceled: by the caller's signal
 */
export type ChatRefusal =
  | 'rate_limited'
  | 'unavailable'
  | 'timed_out'
  | 'unauthorized'
  | 'invalid'
  | 'too_long'
  | 'canceled';

/** No (whole) answer. The message names kind and status only: no key, no text of a request or an answer. */
export class ChatRefused extends Error {
  override readonly name = 'ChatRefused';
  readonly kind: ChatRefusal;
  /** What the provider asks to wait, in seconds; only if it said so. */
  readonly retryAfterSeconds?: number;
  /** The provider's HTTP status; absent when there was no answer. */
  readonly status?: number;

  constructor(kind: ChatRefusal, known: { retryAfterSeconds?: number; status?: number } = {}) {
    super(
      `The assistant’s provider: ${kind}${known.status === undefined ? '' : ` (${known.status})`}`,
    );
    this.kind = kind;
    if (known.retryAfterSeconds !== undefined) this.retryAfterSeconds = known.retryAfterSeconds;
    if (known.status !== undefined) this.status = known.status;
  }
}

/** What is sent in place of an empty key; the clients insist on one, servers without keys ignore it. */
export const NO_KEY = 'none';

/** How to reach a provider. */
export type ChatConnection = {
  kind: 'openai' | 'anthropic';
  /** Such as `https://api.openai.com/v1`; the client adds the rest of the path. */
  baseUrl: string;
  /** Empty: the server wants none. */
  key: string;
  /**
   * Whether the base URL may name addresses of this machine or network. Only for what the operator set, and in
   * development: an organization must not reach into the operator's network.
   * @default false
   */
  internalAllowed?: boolean;
};
