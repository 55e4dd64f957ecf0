/*
 * Words in square brackets in the newest message, with which a person or a test tells the stand-in for a language model
 * what to do. See docs/assistant.md.
 */
export type Orders = {
  /** Milliseconds before the first word, and between words. */
  wait: number;
  slow: number;
  /** Never answers; or begins to, and then is silent; or begins to, and breaks the connection. */
  trouble: 'hang' | 'stall' | 'cut' | null;
  /** Refuses at once. */
  refusal: Refused | null;
  /** Ends as an answer that the provider filtered. */
  filtered: boolean;
  /** Leaves the usage out. */
  noUsage: boolean;
  /** Says that so many tokens of the prompt came from its cache. */
  cached: number;
  /** Answers with so many words. */
  words: number | null;
  /** Calls this tool; again and again, whatever it answers. */
  call: { name: string; arguments: string } | null;
  again: boolean;
};

/** `type` is Anthropic's word for it; `code` is OpenAI's. */
export type Refused = { status: number; code: string; type: string; retryAfter?: number };

const REFUSALS: ReadonlyMap<string, Refused> = new Map([
  ['fail', { status: 500, code: 'server_error', type: 'api_error' }],
  ['overloaded', { status: 503, code: 'server_error', type: 'overloaded_error' }],
  ['rate-limit', { status: 429, code: 'rate_limit_exceeded', type: 'rate_limit_error' }],
  ['no-money', { status: 429, code: 'insufficient_quota', type: 'billing_error' }],
  ['no-access', { status: 401, code: 'invalid_api_key', type: 'authentication_error' }],
  ['too-long', { status: 400, code: 'context_length_exceeded', type: 'request_too_large' }],
  ['invalid', { status: 400, code: 'invalid_request_error', type: 'invalid_request_error' }],
]);

const WORD = /\[([a-z-]{3,20})(?: (\d{1,7}))?(?:, (\d{1,3}) times?)?\]/g;
const CALL = /\[call ([A-Za-z0-9_-]{1,64})(?: (\{.*\}))?\]/s;

/**
 * Reads the orders in a message.
 * @param seen returns how often this message came before: `[fail, 2 times]` fails twice and then answers
 */
export function ordersIn(text: string, seen: () => number): Orders {
  const orders: Orders = {
    wait: 0, slow: 0, trouble: null, refusal: null, filtered: false, noUsage: false, cached: 0, words: null, call: null, again: false,
  }; // prettier-ignore
  const call = CALL.exec(text);
  if (call) orders.call = { name: call[1] ?? '', arguments: call[2] ?? '{}' };
  let before: number | undefined;
  for (const [, word = '', amount, times] of text.matchAll(WORD)) {
    if (times !== undefined && (before ??= seen()) >= Number(times)) continue;
    const number = Number(amount ?? 0);
    const refusal = REFUSALS.get(word);
    if (refusal) {
      orders.refusal = amount === undefined ? { ...refusal } : { ...refusal, retryAfter: number };
    } else if (word === 'hang' || word === 'stall' || word === 'cut') orders.trouble = word;
    else if (word === 'wait') orders.wait = number;
    else if (word === 'slow') orders.slow = number;
    else if (word === 'cached') orders.cached = number;
    else if (word === 'words') orders.words = Math.min(number, MOST_WORDS);
    else if (word === 'again') orders.again = true;
    else if (word === 'filtered') orders.filtered = true;
    else if (word === 'no-usage') orders.noUsage = true;
  }
  return orders;
}

const MOST_WORDS = 20_000;
