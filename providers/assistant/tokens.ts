import { createRequire } from 'node:module';
import type { ChatMessage, ChatTool } from './adapter.ts';

/*
 * Counts tokens with gpt-tokenizer, whose encodings are OpenAI's own tables. A table takes 20 to 75 MB and up to 0.2 s,
 * so it is loaded with the first text that needs it.
 */

type Encoding = {
  countTokens: (text: string, options: { disallowedSpecial: Set<string> }) => number;
};
type Counter = { encoding: keyof typeof LOADERS; factor: number; forTools: number };

const require = createRequire(import.meta.url);
const LOADERS = {
  o200k: (): Encoding => require('gpt-tokenizer/encoding/o200k_base'),
  cl100k: (): Encoding => require('gpt-tokenizer/encoding/cl100k_base'),
  r50k: (): Encoding => require('gpt-tokenizer/encoding/r50k_base'),
};
const loaded = new Map<keyof typeof LOADERS, Encoding>();

/** Models whose tables are known. Fine-tuned ones have their base model's. */
const KNOWN: readonly [RegExp, Counter][] = [
  [/^(?:gpt-4o|gpt-4\.[15]|gpt-5|gpt-oss|chatgpt-4o|o[134])(?![a-z0-9])/, { encoding: 'o200k', factor: 1, forTools: 0 }],
  [/^(?:gpt-4|gpt-3\.5)(?![a-z0-9.])/, { encoding: 'cl100k', factor: 1, forTools: 0 }],
  [/^stand-in(?![a-z0-9])/, { encoding: 'r50k', factor: 1, forTools: 0 }],
]; // prettier-ignore

/**
 * For all others: the oldest and smallest table, which needs more tokens than any newer one, and half as many again.
 * Anthropic publishes no table; its newer models count about 30 % more than its older ones. It adds instructions of its
 * own when there are tools.
 */
const UNKNOWN: Counter = { encoding: 'r50k', factor: 1.5, forTools: 800 };

/** Tokens around each message, and before the answer. */
const OF_A_MESSAGE = 4;
const OF_THE_ANSWER = 3;
const OF_A_CALL = 8;

function knownCounter(model: string): Counter | undefined {
  const name = model.toLowerCase().replace(/^ft:/, '').replace(/^.*\//, '');
  return KNOWN.find(([pattern]) => pattern.test(name))?.[1];
}
const counterOf = (model: string): Counter => knownCounter(model) ?? UNKNOWN;

/** Whether a model's tokens are counted by its own table. */
export const hasOwnTable = (model: string): boolean => knownCounter(model) !== undefined;

/**
 * Returns how many tokens a prompt has; never fewer than the provider will count.
 * @param tools what is offered with it
 */
export function countTokens(
  model: string,
  messages: readonly ChatMessage[],
  tools: readonly ChatTool[] = [],
): number {
  const counter = counterOf(model);
  const of = (text: string): number => countedBy(counter.encoding, text);
  let sum = OF_THE_ANSWER;
  for (const message of messages) {
    sum += OF_A_MESSAGE + of(message.content);
    if (message.role === 'tool') sum += of(message.toolCallId);
    if (message.role !== 'assistant') continue;
    for (const call of message.toolCalls ?? []) {
      sum += OF_A_CALL + of(call.id) + of(call.name) + of(call.arguments);
    }
  }
  for (const tool of tools) sum += OF_A_CALL + of(JSON.stringify(tool));
  return Math.ceil(sum * counter.factor) + (tools.length ? counter.forTools : 0);
}

/** Returns how many tokens a text has by itself, such as the part of an answer that arrived. */
export function countTextTokens(model: string, text: string): number {
  const { encoding, factor } = counterOf(model);
  return Math.ceil(countedBy(encoding, text) * factor);
}

/**
 * Returns how many tokens an answer has, rather fewer than more: by the model's own table, or by the largest one, which
 * is closest to those of newer models in every language.
 */
export const countAnswerTokens = (model: string, text: string): number =>
  countedBy(knownCounter(model)?.encoding ?? 'o200k', text);

/**
 * Runs longer than this are cut. The tokenizer's time grows with the square of a run's length (20,000 emoji took 46 s),
 * and anybody can write one. A cut only ever adds tokens.
 */
const RUN = /\S{100}|\s{100}/gu;

/** Text that looks like a control token is counted as the text that it is. */
const AS_TEXT = { disallowedSpecial: new Set<string>() };

function countedBy(name: keyof typeof LOADERS, text: string): number {
  if (!text) return 0;
  const encoding = loaded.get(name) ?? LOADERS[name]();
  loaded.set(name, encoding);
  let sum = 0;
  let from = 0;
  for (const { index, 0: run } of text.matchAll(RUN)) {
    const to = index + run.length;
    sum += encoding.countTokens(text.slice(from, to), AS_TEXT);
    from = to;
  }
  return sum + encoding.countTokens(text.slice(from), AS_TEXT);
}
