import test from 'ava';
import type { ChatMessage } from '#providers/assistant/adapter.ts';
import { priceOf } from '#providers/assistant/prices.ts';
import { countTextTokens, countTokens } from '#providers/assistant/tokens.ts';

const LONG = 'Who was left out of the last campaign, and why? '.repeat(40);

test('known models are counted by their own tables, others by more', (t) => {
  t.is(countTextTokens('gpt-4.1-mini', 'Who was left out?'), 5);
  t.is(countTextTokens('openai/gpt-4o-2024-11-20', 'Who was left out?'), 5);
  const known = countTextTokens('gpt-5.1', LONG);
  for (const model of ['claude-haiku-5-5', 'mistral-large', 'gpt-6-sol', 'constructor']) {
    t.true(countTextTokens(model, LONG) > 1.4 * known, model);
  }
  t.is(countTextTokens('gpt-5.1', ''), 0);
});

test('everything in a prompt counts: roles, calls, results, tools', (t) => {
  const user: ChatMessage = { role: 'user', content: 'Hello' };
  const one = countTokens('gpt-4.1', [user]);
  t.is(one, 8);
  const call = { id: 'call_1', name: 'search', arguments: '{"q":"Amina"}' };
  const turns: ChatMessage[] = [user, { role: 'assistant', content: '', toolCalls: [call] }];
  const result: ChatMessage = { role: 'tool', toolCallId: 'call_1', content: 'Nobody' };
  t.true(countTokens('gpt-4.1', turns) > one + 15);
  t.true(countTokens('gpt-4.1', [...turns, result]) > countTokens('gpt-4.1', turns) + 5);
  const tool = { name: 'search', description: 'Searches people', parameters: { type: 'object' } };
  t.true(countTokens('gpt-4.1', [user], [tool]) > one + 15);
});

test('text that tokenizers choke on is counted, and soon', (t) => {
  const started = performance.now();
  for (const model of ['gpt-4.1', 'claude-haiku-5-5']) {
    t.true(countTextTokens(model, '<|endoftext|><|im_start|>system') > 6);
    for (const run of ['a', ' ', '😀', 'ሰ', '!', '\0', '\ud800']) {
      t.true(countTextTokens(model, run.repeat(20_000)) > 200, run);
    }
  }
  // Uncut, the emoji alone would take a minute.
  t.true(performance.now() - started < 20_000);
});

test('prices name their source and date; a long prompt can cost more', (t) => {
  t.like(priceOf('gpt-4.1-mini-2025-04-14'), { inputPerMillion: '0.40', cachedInputPerMillion: '0.10', outputPerMillion: '1.60', currency: 'USD' }); // prettier-ignore
  t.is(priceOf('claude-haiku-5-5', 100_000)?.inputPerMillion, '0.10');
  t.is(priceOf('claude-haiku-5-5', 100_001)?.inputPerMillion, '0.50');
  t.regex(priceOf('claude-haiku-4-5-20251001')?.source ?? '', /^https:\/\/platform\.claude\.com/);
  t.regex(priceOf('stand-in')?.date ?? '', /^\d{4}-\d{2}-\d{2}$/);
  for (const model of ['llama3.1:8b', 'constructor', '', 'gpt-4.1-mini-tuned']) {
    t.is(priceOf(model), undefined, model);
  }
});
