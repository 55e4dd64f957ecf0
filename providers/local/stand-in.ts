import { countTextTokens } from '../assistant/tokens.ts';
import type { ChatMessage, ChatTool, ToolCall } from '../assistant/adapter.ts';
import type { Orders } from './magic-words.ts';
import { nextCall, takenFor } from './stand-in-plan.ts';
import { taskAnswer } from './stand-in-tasks.ts';
import { segmentAnswer } from './stand-in-segment.ts';
import { inWords } from './stand-in-words.ts';

/*
 * The assistant of a machine without a language model. It understands nothing and says so: it repeats what it was asked,
 * looks up what shares words with the question (stand-in-plan.ts), and repeats what came back. The same
 * question always gets the same answer.
 */
export type Question = {
  model: string;
  messages: readonly ChatMessage[];
  tools: readonly ChatTool[];
  maxTokens: number;
};

export type Answer = {
  text: string;
  calls: ToolCall[];
  finish: 'stop' | 'length' | 'tool_calls' | 'filtered';
};

const WHO = 'I am a stand-in: no language model is connected, so I understand nothing.';

export function answerTo(question: Question, orders: Orders): Answer {
  const done = orders.words === null && !orders.call ? taskIn(question.messages) : null;
  const call = done === null ? callFor(question, orders) : null;
  if (call) return { text: '', calls: [call], finish: 'tool_calls' };
  const whole = done ?? (orders.words === null ? sentenceFor(question) : manyWords(orders.words));
  const text = within(question, whole);
  const finish = orders.filtered ? 'filtered' : text === whole ? 'stop' : 'length';
  return { text, calls: [], finish };
}

/** Questions for a program are answered in its shape. */
const taskIn = (messages: readonly ChatMessage[]): string | null =>
  taskAnswer(messages) ?? segmentAnswer(askedIn(messages));

/** Returns the look-up that was ordered, or fits the question; null: there is none, or it is over. */
function callFor({ messages, tools }: Question, { call, again, words }: Orders): ToolCall | null {
  const isOver = !again && resultsIn(messages).length > 0;
  const next = call ? (isOver ? null : call) : words === null ? nextCall(messages, tools) : null;
  return next && { id: `call_${messages.length}`, ...next };
}

/** Returns the newest message of the person who asks. */
export const askedIn = (messages: readonly ChatMessage[]): string =>
  messages.findLast((m) => m.role === 'user')?.content ?? '';

function sentenceFor({ messages }: Question): string {
  const results = resultsIn(messages);
  if (results.length) {
    const taken = takenFor(messages);
    const which = taken.length ? `I do not know which one you mean, so I took ${taken.join(', then ')}. ` : ''; // prettier-ignore
    const said = results.map((text) => ended(shortened(inWords(text), 600))).join(' Also: ');
    return `${WHO} I looked it up by the words of your question. ${which}${said}`;
  }
  const turns = messages.filter((m) => m.role === 'user').length;
  const asked = shortened(askedIn(messages), 200);
  return `${WHO} You wrote “${asked}”. This is message ${turns} of our conversation. Set OPENAI_API_KEY or OPENAI_BASE_URL to talk to a real one.`;
}

/** Results of what was called last. */
function resultsIn(messages: readonly ChatMessage[]): string[] {
  const called = messages.findLastIndex((m) => m.role !== 'tool');
  return messages.slice(called + 1).flatMap((m) => (m.role === 'tool' ? [m.content] : []));
}

const manyWords = (count: number): string =>
  `${WHO} ${Array.from({ length: count }, (_, i) => `word${i + 1}`).join(' ')}`;

const ended = (text: string): string => (/[.!?…]$/.test(text) ? text : `${text}.`);

const shortened = (text: string, most: number): string => {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length > most ? `${line.slice(0, most)} …` : line;
};

/** Cuts a text to the tokens that the question allows. */
function within({ model, maxTokens }: Question, text: string): string {
  if (countTextTokens(model, text) <= maxTokens) return text;
  const words = text.split(/(?<= )/);
  let [from, to] = [0, words.length];
  while (from < to) {
    const middle = Math.ceil((from + to) / 2);
    if (countTextTokens(model, words.slice(0, middle).join('')) <= maxTokens) from = middle;
    else to = middle - 1;
  }
  return words.slice(0, from).join('');
}
