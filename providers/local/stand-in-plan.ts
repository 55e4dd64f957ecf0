import { z } from 'zod';
import { own, setOwn } from '#lib/own.ts';
import type { ChatMessage, ChatTool, ToolCall } from '../assistant/adapter.ts';
import { fill } from './fill-schema.ts';
import { firstRow, rowInWords } from './stand-in-words.ts';

/*
 * How the stand-in looks something up. It chooses the tool that shares most words with the question, and calls other
 * tools first where that one needs an id which they list: the descriptions of arguments say so (`id of campaigns_list`).
 */

/** Look-ups for one question. */
const MOST = 4;

/** Returns the next call for the newest question; null: nothing fits, or all is known. */
export function nextCall(
  messages: readonly ChatMessage[],
  tools: readonly ChatTool[],
): Omit<ToolCall, 'id'> | null {
  const at = messages.findLastIndex(({ role }) => role === 'user');
  const asked = messages[at];
  if (asked?.role !== 'user') return null;
  const text = asked.content.replaceAll(ORDERS, ' ');
  const goal = fitting(text, tools);
  const known = calledIn(messages.slice(at + 1));
  if (!goal || known.size >= MOST || known.has(goal.name)) return null;
  return callOf(goal, { text, tools, known });
}

/** Words in brackets tell the stand-in what to do; a person’s token is none of them. */
const ORDERS = /\[[a-z][^\]]*\]/g;

/** Results of this question by the name of their tool. */
function calledIn(since: readonly ChatMessage[]): Map<string, string> {
  const names = new Map(
    since.flatMap((m) =>
      m.role === 'assistant' ? (m.toolCalls ?? []).map(({ id, name }) => [id, name]) : [],
    ),
  );
  return new Map(
    since.flatMap((m): [string, string][] =>
      m.role === 'tool' ? [[names.get(m.toolCallId) ?? '', m.content]] : [],
    ),
  );
}

type Known = { text: string; tools: readonly ChatTool[]; known: ReadonlyMap<string, string> };
const schema = z.object({
  properties: z
    .record(z.string(), z.looseObject({ description: z.string().optional(), enum: z.array(z.unknown()).optional() }))
    .catch({}),
  required: z.array(z.string()).catch([]),
}); // prettier-ignore

const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/i;
const PERSON = /\[(?:NAME|EMAIL|PHONE)_\d+(?:_\d+)?\]/;
const PERSONS = new RegExp(PERSON, 'g');
const OF = /^id of (\w+)$/;

/** Returns the call of a tool, or that of the tool which lists what it needs; null when that has listed nothing. */
function callOf(tool: ChatTool, { text, tools, known }: Known): Omit<ToolCall, 'id'> | null {
  const { properties, required } = schema.parse(tool.parameters);
  const args: Record<string, unknown> = {};
  for (const [name, one] of Object.entries(properties)) {
    const isNeeded = required.includes(name);
    const [, list] = OF.exec(one.description ?? '') ?? [];
    const person = PERSON.exec(text)?.[0];
    if (list && (isNeeded || (list === 'contacts_list' && person))) {
      const lister = tools.find((other) => other.name === list);
      const listed = known.get(list);
      const id = listed === undefined ? UUID.exec(text)?.[0] : idOf(listed);
      if (id) setOwn(args, name, id);
      else if (listed === undefined && lister) return callOf(lister, { text, tools, known });
      else if (isNeeded) return null;
    } else if (name === 'q' && person) setOwn(args, name, person);
    else if (one.enum) {
      const words = [...wordsOf(text)].map((word) => own(SAME, word) ?? word);
      const value = one.enum.find((word) => words.includes(String(word)));
      if (value !== undefined) setOwn(args, name, value);
      else if (isNeeded) setOwn(args, name, fill(one, text));
    } else if (isNeeded) setOwn(args, name, fill(one, text));
  }
  return { name: tool.name, arguments: JSON.stringify(args) };
}

/** The id of the first row, which is the newest one in most lists. */
const idOf = (listed: string): string | undefined =>
  UUID.exec(String(firstRow(listed)?.['id']))?.[0];

/**
 * Returns what was taken from lists because the question names no id: `the first of “Messages”: …`. The rows are those
 * whose ids were handed on.
 */
export function takenFor(messages: readonly ChatMessage[]): string[] {
  const at = messages.findLastIndex(({ role }) => role === 'user');
  const since = messages.slice(at + 1);
  const handedOn = since.flatMap((m) =>
    m.role === 'assistant' ? (m.toolCalls ?? []).map((call) => call.arguments) : [],
  );
  return [...calledIn(since)].flatMap(([name, content]) => {
    const first = firstRow(content);
    const id = idOf(content);
    if (!first || id === undefined || !handedOn.some((args) => args.includes(id))) return [];
    return [`the first of the ${name.replace(/_list$/, '')} that I found (${rowInWords(first)})`];
  });
}

/** How people say some words of lists. */
const SAME: Readonly<Record<string, string>> = { left: 'excluded', blocked: 'suppressed' };

/** Returns the tool that shares most words with the question. Words that many tools have count less. */
function fitting(text: string, tools: readonly ChatTool[]): ChatTool | null {
  const asked = wordsOf(text.replaceAll(PERSONS, ' '));
  const all = tools.map((tool) => ({
    tool,
    inName: wordsOf(tool.name.replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ')),
    inWords: wordsOf(tool.description),
  }));
  const rarity = new Map(
    [...asked].map((word) => {
      const having = all.filter(({ inName, inWords }) => inName.has(word) || inWords.has(word));
      return [word, 1 / Math.max(1, having.length)];
    }),
  );
  const sum = (words: ReadonlySet<string>): number =>
    [...words].reduce((total, word) => total + (rarity.get(word) ?? 0), 0);
  const [best] = all
    .map(({ tool, inName, inWords }) => ({ tool, score: sum(inName) + sum(inWords) }))
    .filter(({ score }) => score > 0)
    .toSorted((a, b) => b.score - a.score);
  return best?.tool ?? null;
}

const COMMON = new Set(
  'all and any are but can did does for from get got had has have how its last list many more next not one our out please return see that the their them then there they this was were what when which who will with you your about'.split(
    ' ',
  ),
);

/** Words of three letters and more, in lower case and without a plural’s s. */
const wordsOf = (text: string): Set<string> =>
  new Set(
    (text.toLowerCase().match(/[\p{L}]{3,}/gu) ?? [])
      .filter((word) => !COMMON.has(word))
      .map((word) => word.replace(/(?<=..)s$/, '')),
  );
